import { fromDom } from "hast-util-from-dom";
import type { Element, Root } from "hast";

/**
 * Reads the markup that KaTeX writes, in the place of `hast-util-from-html-isomorphic`
 * (see vite.config.ts). As HTML, each of its style attributes would be reported as forbidden by the
 * page's content security policy, although it is never shown; as XML, which it is too, it is not.
 */
export function fromHtmlIsomorphic(markup: string): Root {
  const parsed = new DOMParser().parseFromString(`<formula>${markup}</formula>`, "application/xml");
  const { children } = fromDom(parsed.documentElement) as Element;
  return { type: "root", children };
}
