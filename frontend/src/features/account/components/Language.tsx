import { t } from "@lingui/core/macro";
import { useLingui } from "@lingui/react";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { toApiError } from "@/api/errors";
import { chooseLocale, localeOf, offeredLocales } from "@/shared/locale/locales";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";

/** The language of the pages in this browser; what people and models wrote stays as it is. */
export function Language() {
  const { i18n } = useLingui();
  const [error, setError] = useState<Error | null>(null);
  const choose = (code: string) => {
    setError(null);
    chooseLocale(localeOf(code)).catch((cause: unknown) => setError(toApiError(cause)));
  };
  return (
    <Panel title={t`Language`} hint={t`Remembered in this browser.`}>
      <ErrorNotice error={error} />
      <NativeSelect
        aria-label={t`Language`}
        maw={340}
        value={i18n.locale}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {offeredLocales(i18n.locale).map(({ code, name }) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </NativeSelect>
    </Panel>
  );
}
