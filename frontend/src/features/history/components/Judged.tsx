import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import type { FoundPreference } from "@/api/types";
import classes from "./AnswerTable.module.css";

/** The beginnings of what was asked and of both responses; the chosen one stands out. */
export function Judged({ answer }: { answer: FoundPreference }) {
  const { judged, choice, first_shown } = answer;
  const order = first_shown === "b" ? (["b", "a"] as const) : (["a", "b"] as const);
  return (
    <div className={classes.judged}>
      <Text size="sm" lineClamp={2} dir="auto" fw={500}>
        {judged.prompt}
      </Text>
      {order.map((side, index) => (
        <div key={side} className={classes.side} data-chosen={choice === side || undefined}>
          <span aria-label={index === 0 ? t`Response A` : t`Response B`}>
            {index === 0 ? "A" : "B"}
          </span>
          <Text size="sm" lineClamp={1} dir="auto">
            {judged[side]}
          </Text>
        </div>
      ))}
    </div>
  );
}
