import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useState } from "react";
import type { Provenance } from "@/api/types";
import { sliceOf } from "@/shared/text/codePoints";
import { RichText } from "@/shared/text/RichText";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useProvenance } from "../api/documents";
import { Passages } from "./Passages";
import classes from "./TracedText.module.css";

interface Props {
  response: number;
  text: string;
}

/** A summary whose sentences can be pointed at: below it stands what each was made from. */
export function TracedText({ response, text }: Props) {
  const { data: provenance, error } = useProvenance(response);
  if (!provenance) {
    return (
      <>
        <RichText text={text} />
        <ErrorNotice error={error} />
      </>
    );
  }
  return <Traced provenance={provenance} />;
}

function Traced({ provenance }: { provenance: Provenance }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const { text, sentences } = provenance;
  const slice = sliceOf(text);
  const sentence = chosen === null ? undefined : sentences[chosen];
  return (
    <>
      <p className={classes.text}>
        {sentences.map(({ start, end, kind }, index) => (
          <span key={start}>
            {slice(sentences[index - 1]?.end ?? 0, start)}
            <button
              type="button"
              className={classes.sentence}
              data-kind={kind}
              aria-pressed={index === chosen}
              onClick={() => setChosen(index === chosen ? null : index)}
            >
              {slice(start, end)}
            </button>
          </span>
        ))}
      </p>
      <div role="status">
        {sentence ? (
          <Passages sentence={sentence} />
        ) : (
          <Text size="sm" c="dimmed">
            <Trans>Choose a sentence to see what it was made from.</Trans>
          </Text>
        )}
      </div>
    </>
  );
}
