import { Paper, Text, type TextProps } from "@mantine/core";
import type { Piece, Snippet } from "@/api/types";
import { piecesOf } from "../model";
import classes from "./Hit.module.css";

export interface Said {
  of: Snippet["of"];
  text: string;
}

interface Props {
  title: string;
  about: string;
  prompt?: string;
  texts: Said[];
  snippets: Snippet[];
}

/** What was found: what it is, the prompt it belongs to, and where in its texts the words stand. */
export function Hit({ title, about, prompt, texts, snippets }: Props) {
  return (
    <Paper withBorder p="md">
      <Text component="h2" m={0} fw={620}>
        {title}
      </Text>
      <Text size="sm" c="dimmed">
        {about}
      </Text>
      {prompt && (
        <Marked text={prompt} pieces={piecesOf(snippets, "prompt")} c="dimmed" lineClamp={3} />
      )}
      {texts.map(({ of, text }) => (
        <Marked key={of} text={text} pieces={piecesOf(snippets, of)} lineClamp={6} />
      ))}
    </Paper>
  );
}

/** A text, or the pieces of it where the words stand. */
function Marked({
  text,
  pieces,
  ...props
}: { text: string; pieces: Piece[] | undefined } & TextProps) {
  return (
    <Text size="sm" mt="xs" style={{ whiteSpace: "pre-line" }} {...props}>
      {pieces
        ? pieces.map((piece, index) =>
            piece.found ? (
              <mark key={index} className={classes.mark}>
                {piece.text}
              </mark>
            ) : (
              piece.text
            ),
          )
        : text}
    </Text>
  );
}
