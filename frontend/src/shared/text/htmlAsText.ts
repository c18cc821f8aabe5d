import type { Nodes, Parents, Text } from "mdast";
import { SKIP, visit } from "unist-util-visit";

const HOLDS_PHRASES = new Set<Parents["type"]>([
  "delete",
  "emphasis",
  "heading",
  "link",
  "linkReference",
  "paragraph",
  "strong",
  "tableCell",
]);

/** A remark plugin: HTML in Markdown is shown as it was written, and is never made elements. */
export const htmlAsText = () => (tree: Nodes) => {
  visit(tree, "html", (node, index, parent) => {
    if (!parent || index === undefined) return;
    const text: Text = { type: "text", value: node.value };
    parent.children[index] = HOLDS_PHRASES.has(parent.type)
      ? text
      : { type: "paragraph", children: [text] };
    return SKIP;
  });
};
