import { readdirSync } from "node:fs";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

// Imports go one way: app → features → shared → api. Features never import each other, and
// folders reach each other through "@/", so that these rules see every such import.
const noClimbing = {
  regex: "^(\\.\\./){2,}",
  message: "Use @/… to reach another folder.",
};
const forbid = (folders, message) => ({
  "no-restricted-imports": [
    "error",
    { patterns: [noClimbing, { regex: `^@/(${folders.join("|")})(/|$)`, message }] },
  ],
});
const features = readdirSync(new URL("./src/features", import.meta.url));

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.ts"] },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [
      ...tseslint.configs.strictTypeChecked,
      ...tseslint.configs.stylisticTypeChecked,
      reactHooks.configs.flat.recommended,
    ],
    languageOptions: {
      parserOptions: { project: "./tsconfig.app.json", tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "no-restricted-syntax": [
        "error",
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "Text from people and models is never put into the page as HTML.",
        },
      ],
    },
  },
  {
    files: ["src/api/**"],
    rules: forbid(["app", "features", "shared"], "src/api stands below everything else."),
  },
  {
    files: ["src/shared/**"],
    rules: forbid(["app", "features"], "src/shared stands below the features."),
  },
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    rules: forbid(
      ["app", ...features.filter((other) => other !== name).map((other) => `features/${other}`)],
      "Features share through src/shared only.",
    ),
  })),
);
