/** Django's CSRF cookie, which every unsafe request repeats in a header. */
export function csrfToken(): string {
  const match = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  return match?.[1] ? decodeURIComponent(match[1]) : "";
}

export const isUnsafe = (method: string) => !["GET", "HEAD", "OPTIONS"].includes(method);
