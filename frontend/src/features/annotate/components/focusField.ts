/** Moves the keyboard to a field of the questions: to what is chosen there, else to its start. */
export function focusField(id: string): void {
  const field = document.querySelector(`[data-field="${id}"]`);
  const chosen = field?.querySelector<HTMLElement>("[aria-pressed=true]");
  (chosen ?? field?.querySelector<HTMLElement>("button, textarea"))?.focus();
  field?.scrollIntoView({ block: "nearest" });
}

/** The field that the keyboard is in. */
export const focusedField = (): string | undefined =>
  document.activeElement?.closest<HTMLElement>("[data-field]")?.dataset.field;

/** Gives the keys back to the page. */
export function leaveField(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
