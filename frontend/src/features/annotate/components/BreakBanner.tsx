import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { wholeMinutes } from "@/shared/lib/format";
import { breakDueAfter, type Sitting } from "../model/sitting";
import { Banner } from "./Banner";

interface Props {
  sitting: Sitting | null;
  onLater: () => void;
}

/** Suggests a break after long work; nothing is stopped by it. */
export function BreakBanner({ sitting, onLater }: Props) {
  const length = breakDueAfter(sitting);
  if (length === null) return null;
  const worked = wholeMinutes(length);
  return (
    <Banner role="status">
      <span>
        <Trans>
          <strong>Time for a break?</strong> You have been comparing for {worked}. Fresh eyes judge
          better; after five minutes the count starts again.
        </Trans>
      </span>
      <Button size="compact-sm" variant="default" onClick={onLater}>
        <Trans>Later</Trans>
      </Button>
    </Banner>
  );
}
