import "katex/dist/katex.min.css";
import rehypeKatex from "rehype-katex";
import remarkMath from "remark-math";

/** KaTeX without anything that reaches out of the formula: no links, no files, bounded sizes. */
const KATEX = { trust: false, strict: "ignore", maxSize: 25, maxExpand: 300 } as const;

export const plugins = {
  remark: [remarkMath],
  rehype: [[rehypeKatex, KATEX]] as [[typeof rehypeKatex, typeof KATEX]],
};
