import { Button } from "@mantine/core";
import { duration } from "@/shared/lib/format";
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
  return (
    <Banner role="status">
      <span>
        <strong>Time for a break?</strong> You have been comparing for{" "}
        {duration(Math.floor(length / 60_000) * 60_000).replace(" 0 s", "")}. Fresh eyes judge
        better; after five minutes this counts anew.
      </span>
      <Button size="compact-sm" variant="default" onClick={onLater}>
        Later
      </Button>
    </Banner>
  );
}
