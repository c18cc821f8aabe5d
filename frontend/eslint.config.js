import { readdirSync } from "node:fs";
import lingui from "eslint-plugin-lingui";
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
/** What a string may be that nobody reads: a name in code, an address, a class, a key, a size. */
const CODE = [
  "^(?![A-Z])\\S*$",
  "^\\S*[_/:.#+-]\\S*$",
  "^(Arrow(Left|Right|Up|Down)|Backspace|Ctrl|Control|Alt|Meta|Shift|Tab|Escape|Enter|Dead|Space)$",
  "^([A-Z]|GET|HEAD|OPTIONS|TRACE)$",
  "^\\((min|max)-width: ",
  // Our own names are the same in every language.
  "^(Plumbline|ApiError)$",
];

/** Attributes and fields that hold no text. */
const NOT_READ = [
  {
    regex: {
      pattern:
        "^(class(Name)?|style|sans|fontFamilyMonospace|BLOCKS|[A-Z]*EXAMPLE|rel|accept|maw|size|key|code)$",
    },
  },
];

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
  {
    files: ["src/{app,api,shared,features}/**/*.{ts,tsx}"],
    ignores: ["**/*.test.*", "**/test*.ts", "src/app/testing/*", "src/shared/locale/*.ts"],
    plugins: { lingui },
    rules: {
      "lingui/no-unlocalized-strings": [
        "error",
        {
          ignore: CODE,
          ignoreNames: NOT_READ,
          ignoreFunctions: [
            "*Error",
            "api.*",
            "document.*",
            "*.matches",
            "*.closest",
            "*.querySelector*",
          ],
          useTsTypes: true,
        },
      ],
      "lingui/t-call-in-function": "error",
      "lingui/no-single-tag-to-translate": "error",
      "lingui/no-single-variables-to-translate": "error",
      "lingui/no-trans-inside-trans": "error",
      "lingui/no-expression-in-message": "off",
    },
  },
);
