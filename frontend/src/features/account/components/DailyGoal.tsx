import { t } from "@lingui/core/macro";
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { useSettings } from "@/shared/settings/useSettings";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";

const MOST = 1_000;

/** How many answers somebody wants to give a day. It binds nobody and is shown to nobody else. */
export function DailyGoal() {
  const { settings, change, error } = useSettings();
  const [text, setText] = useState<string | number>(settings.labelling.daily_goal || "");
  const goal = text === "" ? 0 : Number(text);
  const isGood = Number.isInteger(goal) && goal >= 0 && goal <= MOST;
  const keep = () => {
    if (isGood && goal !== settings.labelling.daily_goal) {
      change(() => ({ labelling: { daily_goal: goal } }));
    }
  };
  return (
    <Panel
      title={t`Goal of the day`}
      hint={t`How many answers you want to give a day. Only you see it; leave it empty for none.`}
    >
      <ErrorNotice error={error} title={t`Kept in this browser only`} />
      <NumberInput
        aria-label={t`Answers a day`}
        maw={200}
        clampBehavior="none"
        allowNegative={false}
        allowDecimal={false}
        value={text}
        onChange={setText}
        onBlur={keep}
        error={isGood ? null : t`A whole number from 0 to ${MOST}.`}
      />
    </Panel>
  );
}
