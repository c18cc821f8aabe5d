import { t } from "@lingui/core/macro";
import type { ComponentProps, JSX } from "react";
import type { Components } from "react-markdown";

/** Headings in a text stand below those of the page. */
const below =
  (Tag: "h3" | "h4" | "h5" | "h6"): ((props: ComponentProps<"h3">) => JSX.Element) =>
  ({ children }) => <Tag>{children}</Tag>;

/** How some elements of a text look in our pages. */
export const ELEMENTS: Components = {
  h1: below("h3"),
  h2: below("h4"),
  h3: below("h5"),
  h4: below("h6"),
  h5: below("h6"),
  h6: below("h6"),
  a: ({ href, children, id }) => {
    const isInside = href?.startsWith("#");
    return (
      <a id={id} href={href} {...(!isInside && { target: "_blank", rel: "noopener noreferrer" })}>
        {children}
      </a>
    );
  },
  // Loading it would tell its server who is annotating; and may tell the annotator who wrote it.
  img: ({ src, alt }) => (
    <a href={typeof src === "string" ? src : undefined} target="_blank" rel="noopener noreferrer">
      [{alt ? t`Image: ${alt}` : t`Image`}]
    </a>
  ),
  input: ({ checked }) => <span>{checked ? "☑" : "☐"} </span>,
  table: ({ children }) => (
    <div data-table="" tabIndex={0} role="group" aria-label={t`Table`}>
      <table>{children}</table>
    </div>
  ),
  pre: ({ children }) => (
    <pre dir="ltr" tabIndex={0} role="group" aria-label={t`Code`}>
      {children}
    </pre>
  ),
};
