// The server lets a page have only the style elements that carry the nonce it gave.
const given = document.querySelector<HTMLMetaElement>("meta[name=style-nonce]")?.content ?? "";

/** For Mantine's style elements. */
export const styleNonce = () => given;

/** For those of the library that locks scrolling below dialogs, which looks for this name. */
export function shareNonce(): void {
  (globalThis as { __webpack_nonce__?: string }).__webpack_nonce__ = given;
}
