import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import type { Provenance } from "@/api/types";
import { count, percent } from "@/shared/lib/format";
import classes from "./TracedText.module.css";

type Sentence = Provenance["sentences"][number];
type Place = Sentence["document"][number];

/** The stretches of the document that a sentence goes back to, in their order. */
export function Passages({ sentence }: { sentence: Sentence }) {
  return (
    <ul className={classes.passages} aria-label={t`Made from`}>
      {sentence.document.map((place) => (
        <li key={`${place.start}-${place.end}`} className={classes.passage} data-kind={place.kind}>
          <Text size="xs" c="dimmed">
            <Trans>
              {claimOf(place)} · characters {count(place.start)} to {count(place.end)} of the
              document
            </Trans>
          </Text>
          <div className={classes.words}>
            <span className={classes.around}>{place.before}</span>
            <mark>{place.text}</mark>
            <span className={classes.around}>
              {place.text.length < place.end - place.start ? " … " : place.after}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}

function claimOf({ kind, score }: Place): string {
  if (kind === "exact") return t`Taken word for word`;
  return kind === "similar"
    ? t`Most similar passage (likeness ${percent(score)})`
    : t`Nothing similar was found: the whole part`;
}
