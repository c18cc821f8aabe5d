import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { SessionState } from "../model/session";
import { Banner } from "./Banner";

interface Props {
  state: SessionState;
  onSendNow: () => void;
}

/** Says what the server has not got yet. An answer that is merely under way is not worth a word. */
export function UnsentBanner({ state, onSendNow }: Props) {
  const { unsent, unsentRetryAt, isKept, phase, verdict } = state;
  const seconds = useSecondsUntil(unsentRetryAt);
  if (unsent === 0 || unsentRetryAt === null) return null;
  return (
    <Banner role="alert">
      <span>
        <strong>
          <Plural value={unsent} one="# answer not sent yet." other="# answers not sent yet." />
        </strong>{" "}
        {isKept
          ? t`Kept in this browser, even if you reload the page.`
          : t`This browser cannot keep them: leave this page open.`}{" "}
        {phase === "sending" &&
          verdict !== null &&
          t`The comparisons that were fetched ahead are used up. You can go on as soon as the server can be reached.`}
      </span>
      <span aria-hidden="true">
        <Trans>Next try in {seconds} s.</Trans>
      </span>
      <Button size="compact-sm" variant="default" onClick={onSendNow}>
        <Trans>Try now</Trans>
      </Button>
    </Banner>
  );
}

function useSecondsUntil(time: number | null): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (time === null) return;
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [time]);
  return time === null ? 0 : Math.max(0, Math.ceil((time - now) / 1_000));
}
