import { i18n, type MessageDescriptor } from "@lingui/core";

/** Choices with their labels in the language of the page. */
export const translated = <V>(choices: readonly { value: V; label: MessageDescriptor }[]) =>
  choices.map(({ value, label }) => ({ value, label: i18n._(label) }));
