import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { SegmentedControl, Stack } from "@mantine/core";
import { useSearchParams } from "react-router";
import { translated } from "@/shared/locale/translated";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { RowList } from "@/shared/ui/RowList";
import { useComparisons, useGold, useResolve, type Filter } from "../api/comparisons";
import { ComparisonCard } from "./ComparisonCard";

const LISTS: {
  value: string;
  label: MessageDescriptor;
  empty: MessageDescriptor;
  filter: Filter;
}[] = [
  {
    value: "flagged",
    label: msg`Flagged`,
    empty: msg`Nothing is flagged`,
    filter: { status: "flagged" },
  },
  { value: "open", label: msg`Open`, empty: msg`Nothing is open`, filter: { status: "open" } },
  {
    value: "closed",
    label: msg`Closed`,
    empty: msg`Nothing is closed yet`,
    filter: { status: "closed" },
  },
  {
    value: "gold",
    label: msg`Known`,
    empty: msg`No answer is known yet: name it on any comparison`,
    filter: { stream: "gold" },
  },
];

/** Comparisons by their state, or the one that `?id=` names. */
export function ComparisonsPage() {
  const { slug, name } = useProject();
  const [params, setParams] = useSearchParams();
  const list = LISTS.find(({ value }) => value === params.get("status")) ?? LISTS[0];
  const id = Number(params.get("id"));
  useTitle(t`Comparisons`, name);
  if (!list) return null;
  return (
    <Page>
      <PageHeader
        title={t`Comparisons`}
        actions={
          <SegmentedControl
            aria-label={t`Status`}
            data={translated(LISTS)}
            value={id ? "" : list.value}
            onChange={(value) => setParams({ status: value }, { replace: true })}
          />
        }
      >
        <Trans>What people are asked, how it was chosen, and what they flagged.</Trans>
      </PageHeader>
      {id ? (
        <Comparisons key={id} slug={slug} filter={{ id }} empty={t`No such comparison here`} />
      ) : (
        <Comparisons key={list.value} slug={slug} filter={list.filter} empty={i18n._(list.empty)} />
      )}
    </Page>
  );
}

interface Props {
  slug: string;
  filter: Filter;
  empty: string;
}

function Comparisons({ slug, filter, empty }: Props) {
  const list = useComparisons(slug, filter);
  const resolve = useResolve(slug);
  const gold = useGold(slug);
  return (
    <>
      <ErrorNotice error={resolve.error ?? gold.error} />
      <RowList list={list} empty={<EmptyState title={empty} order={2} />}>
        {(comparisons) => (
          <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }}>
            {comparisons.map((comparison) => (
              <ComparisonCard
                key={comparison.id}
                comparison={comparison}
                onResolve={(how) => resolve.mutate({ id: comparison.id, how })}
                onGold={(expected) => gold.mutate({ id: comparison.id, expected })}
                pending={resolve.isPending || gold.isPending}
              />
            ))}
          </Stack>
        )}
      </RowList>
    </>
  );
}
