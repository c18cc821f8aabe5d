import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import type { CountedShare } from "@/api/types";
import { count, decimal, percent } from "@/shared/lib/format";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Figure, Figures } from "@/shared/ui/Figure";
import { ownFiguresQuery } from "../api/figures";

/** What one's own answers show: nobody else's figures are here, and nobody is ranked. */
export function OwnStatistics({ slug }: { slug: string }) {
  const { data, error } = useQuery(ownFiguresQuery(slug));
  if (error) return <ErrorNotice error={error} />;
  const own = data?.raters[0];
  if (!own) return null;
  return (
    <Figures>
      <Figure label={t`Answers`} value={count(own.answers)} hint={t`Current`} />
      <Figure
        label={t`Median time`}
        value={own.median_seconds === null ? "–" : t`${decimal(own.median_seconds, 1)} s`}
        hint={t`From seeing it to choosing`}
      />
      <Share
        label={t`Agrees with others`}
        share={own.agreement}
        missing={t`Once 20 answers of other people can be compared with yours`}
      />
      <Share
        label={t`Chose the first shown`}
        share={own.first_shown}
        missing={t`Nobody has chosen a side yet`}
      />
      <Share
        label={t`Chose the longer`}
        share={own.longer}
        missing={t`Nobody has chosen between different lengths yet`}
      />
      <Figure
        label={t`Reliability`}
        value={own.reliability ? decimal(own.reliability.value, 2) : "–"}
        hint={
          own.reliability
            ? t`${decimal(own.reliability.low, 2)} to ${decimal(own.reliability.high, 2)}; typical is 1`
            : t`Learned by the model now and then`
        }
      />
    </Figures>
  );
}

interface ShareProps {
  label: string;
  share: CountedShare;
  missing: string;
}

function Share({ label, share: { value, low, high }, missing }: ShareProps) {
  return (
    <Figure
      label={label}
      value={percent(value)}
      hint={value === null ? missing : t`${percent(low)} to ${percent(high)} (95 %)`}
    />
  );
}
