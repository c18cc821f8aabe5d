import { formatter } from "@lingui/format-po";

/** English is what the components say; a translation is one more code here and in locales.ts. */
export default {
  sourceLocale: "en",
  locales: ["en"],
  catalogs: [
    {
      path: "<rootDir>/src/locales/{locale}",
      include: ["src"],
      exclude: ["**/*.test.*", "src/api/schema.ts"],
    },
  ],
  orderBy: "message",
  // Without line numbers and dates a catalogue changes only where a message does.
  format: formatter({ lineNumbers: false, printLinguiId: true }),
};
