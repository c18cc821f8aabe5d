import { t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import type { ScoredEdit } from "@/api/types";
import { count, decimal, percent } from "@/shared/lib/format";
import { Figure, Figures } from "@/shared/ui/Figure";

interface Props {
  edit: ScoredEdit;
  /** What the edit is compared with. */
  original?: ScoredEdit;
}

/** The live reward of an edit, beside that of the original. */
export function EditFigures({ edit, original }: Props) {
  const { reward, std, percentile, familiarity, truncated, version, step } = edit;
  const margin = original?.step === step ? reward - original.reward : null;
  return (
    <div role="status" aria-live="polite">
      <Figures>
        <Figure label={t`Reward`} value={decimal(reward, 3)} hint={t`± ${decimal(std, 3)}`} />
        <Figure
          label={t`Against the original`}
          value={margin === null ? "–" : signed(margin)}
          hint={margin !== null && margin > 0 ? t`scores higher` : t`does not score higher`}
        />
        <Figure
          label={t`Percentile`}
          value={percentile === null ? "–" : percent(percentile)}
          hint={t`among the trained responses`}
        />
        <Figure
          label={t`Familiarity`}
          value={familiarity === null ? "–" : percent(familiarity)}
          hint={t`0 %: further from them than any`}
        />
      </Figures>
      <Text size="xs" c="dimmed" mt="xs">
        {t`By version ${version} at step ${count(step)}.`}{" "}
        {truncated && t`It is too long to be read whole.`}
      </Text>
    </div>
  );
}

/** A difference of rewards with its sign. */
export const signed = (value: number): string =>
  `${value < 0 ? "−" : "+"}${decimal(Math.abs(value), 3)}`;
