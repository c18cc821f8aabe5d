import { i18n } from "@lingui/core";

/** What the server names in English; a catalogue that has the sentence translates it. */
export function OfServer({ text }: { text: string }) {
  return <span dir="auto">{i18n._(text)}</span>;
}
