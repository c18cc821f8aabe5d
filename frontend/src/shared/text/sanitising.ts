import { defaultSchema, type Options } from "rehype-sanitize";

/**
 * What Markdown may become: GitHub's list of elements and attributes, and the classes by which
 * formulas are found. Identifiers are ours alone, since HTML makes none; they keep their names.
 */
export const SCHEMA: Options = {
  ...defaultSchema,
  clobber: [],
  attributes: {
    ...defaultSchema.attributes,
    code: [["className", /^language-./, "math-inline", "math-display"]],
  },
};
