import { i18n, type Messages } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";

export interface Locale {
  code: string;
  /** The language in its own words. */
  name: string;
  dir: "ltr" | "rtl";
  /** Its messages; none for English, which the components bring themselves. */
  load: () => Promise<Messages>;
}

const ENGLISH: Locale = {
  code: "en",
  name: "English",
  dir: "ltr",
  load: () => Promise.resolve({}),
};

export const LOCALES: readonly Locale[] = [
  ENGLISH,
  {
    // Accented English that runs from right to left: shows what is not translated yet.
    code: "ar-XB",
    name: "Ţéšţ ļåñĝûåĝé, ŕîĝĥţ ţö ļéƒţ",
    dir: "rtl",
    load: async () => (await import("./pseudoMessages")).pseudoMessages,
  },
];

const KEY = "plumbline.locale";

const TEST_LANGUAGE = "ar-XB";

/** Those to choose from: the test language in development, and where a browser has it already. */
export const offeredLocales = (current: string, isDevelopment = import.meta.env.DEV): Locale[] =>
  LOCALES.filter(({ code }) => code !== TEST_LANGUAGE || isDevelopment || current === code);

export const localeOf = (code: string | null): Locale =>
  LOCALES.find((locale) => locale.code === code) ?? ENGLISH;

/** The language that was chosen in this browser. */
export const storedLocale = (): Locale => localeOf(localStorage.getItem(KEY));

/** Remembers the language in this browser and changes to it. */
export async function chooseLocale(locale: Locale): Promise<void> {
  await activate(locale);
  localStorage.setItem(KEY, locale.code);
}

/** Changes the page's language and direction. @throws where its messages cannot be loaded. */
export async function activate(locale: Locale): Promise<void> {
  const messages = await locale.load();
  document.documentElement.lang = locale.code;
  document.documentElement.dir = locale.dir;
  i18n.loadAndActivate({ locale: locale.code, messages });
}

/** Reads each English message once, however often it is shown. */
export function readEnglish(): void {
  const read = new Map<string, ReturnType<typeof compileMessage>>();
  i18n.setMessagesCompiler((message) => {
    const known = read.get(message) ?? compileMessage(message);
    read.set(message, known);
    return known;
  });
}
