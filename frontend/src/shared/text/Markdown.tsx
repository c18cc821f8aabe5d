import { memo, use, useId, useMemo } from "react";
import ReactMarkdown, { type Options } from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import { ELEMENTS } from "./elements";
import { htmlAsText } from "./htmlAsText";
import classes from "./Markdown.module.css";
import { hasCodeBlocks, hasMath, normalise } from "./markup";
import { SCHEMA } from "./sanitising";

interface Plugins {
  remark: NonNullable<Options["remarkPlugins"]>;
  rehype: NonNullable<Options["rehypePlugins"]>;
}

const NONE: Plugins = { remark: [], rehype: [] };
const nothing = Promise.resolve(NONE);
let math: Promise<Plugins> | undefined;
let code: Promise<Plugins> | undefined;

/** The parts that few texts need come with the first that does; without them it is read plainer. */
const loadMath = () =>
  (math ??= import("./mathPlugins").then(({ plugins }) => plugins).catch(() => NONE));
const loadCode = () =>
  (code ??= import("./codePlugins").then(({ plugins }) => plugins).catch(() => NONE));

/** Markdown as elements: GitHub's dialect, formulas, highlighted code; sanitised, without HTML. */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  const source = useMemo(() => normalise(text), [text]);
  const forMath = use(hasMath(source) ? loadMath() : nothing);
  const forCode = use(hasCodeBlocks(source) ? loadCode() : nothing);
  const id = useId();
  return (
    <div className={classes.markdown} dir="auto">
      <ReactMarkdown
        components={ELEMENTS}
        remarkPlugins={[[remarkGfm, { singleTilde: false }], ...forMath.remark, htmlAsText]}
        // Sanitised before formulas and code are drawn: these make their own, trusted elements.
        rehypePlugins={[[rehypeSanitize, SCHEMA], ...forMath.rehype, ...forCode.rehype]}
        remarkRehypeOptions={{ clobberPrefix: `${id}-` }}
      >
        {source}
      </ReactMarkdown>
    </div>
  );
});
