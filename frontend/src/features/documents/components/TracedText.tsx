import { Trans } from "@lingui/react/macro";
import { Text } from "@mantine/core";
import { useState } from "react";
import type { Provenance } from "@/api/types";
import { sliceOf } from "@/shared/text/codePoints";
import { RichText } from "@/shared/text/RichText";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useProvenance } from "../api/documents";
import { DocumentText } from "./DocumentText";
import { Passages } from "./Passages";
import classes from "./TracedText.module.css";

interface Props {
  response: number;
  text: string;
  /** Shows the passages in the whole document too. */
  inDocument?: boolean;
}

/** A summary whose sentences can be pointed at: below it stands what each was made from. */
export function TracedText({ response, text, inDocument = false }: Props) {
  const { data: provenance, error } = useProvenance(response);
  if (!provenance) {
    return (
      <>
        <RichText text={text} />
        <ErrorNotice error={error} />
      </>
    );
  }
  return <Traced provenance={provenance} inDocument={inDocument} />;
}

interface TracedProps {
  provenance: Provenance;
  inDocument: boolean;
}

function Traced({ provenance, inDocument }: TracedProps) {
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
      {inDocument && sentence && (
        <DocumentText document={provenance.document} places={sentence.document} />
      )}
    </>
  );
}
