import { i18n } from "@lingui/core";
import { I18nProvider, useLingui } from "@lingui/react";
import { DirectionProvider } from "@mantine/core";
import type { ReactNode } from "react";
import { localeOf } from "./locales";

/** Gives the page its language; another language draws all of it anew. */
export function LocaleProvider({ children }: { children: ReactNode }) {
  return (
    <I18nProvider i18n={i18n}>
      <Directed>{children}</Directed>
    </I18nProvider>
  );
}

function Directed({ children }: { children: ReactNode }) {
  const { code, dir } = localeOf(useLingui().i18n.locale);
  return (
    <DirectionProvider key={code} initialDirection={dir} detectDirection={false}>
      {children}
    </DirectionProvider>
  );
}
