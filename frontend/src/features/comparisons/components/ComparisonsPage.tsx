import { SegmentedControl, Stack } from "@mantine/core";
import { useSearchParams } from "react-router";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { RowList } from "@/shared/ui/RowList";
import { useComparisons, useGold, useResolve, type Filter } from "../api/comparisons";
import { ComparisonCard } from "./ComparisonCard";

const LISTS: { value: string; label: string; empty: string; filter: Filter }[] = [
  {
    value: "flagged",
    label: "Flagged",
    empty: "Nothing is flagged",
    filter: { status: "flagged" },
  },
  { value: "open", label: "Open", empty: "Nothing is open", filter: { status: "open" } },
  {
    value: "closed",
    label: "Closed",
    empty: "Nothing is closed yet",
    filter: { status: "closed" },
  },
  {
    value: "gold",
    label: "Known",
    empty: "No answer is known yet: name it on any comparison",
    filter: { stream: "gold" },
  },
];

export function ComparisonsPage() {
  const { slug, name } = useProject();
  const [params, setParams] = useSearchParams();
  const list = LISTS.find(({ value }) => value === params.get("status")) ?? LISTS[0];
  useTitle("Comparisons", name);
  if (!list) return null;
  return (
    <Page>
      <PageHeader
        title="Comparisons"
        actions={
          <SegmentedControl
            aria-label="Status"
            data={LISTS.map(({ value, label }) => ({ value, label }))}
            value={list.value}
            onChange={(value) => setParams({ status: value }, { replace: true })}
          />
        }
      >
        What people are asked, how it was chosen, and what they flagged.
      </PageHeader>
      <Comparisons key={list.value} slug={slug} filter={list.filter} empty={list.empty} />
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
