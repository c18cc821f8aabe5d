import { SegmentedControl, Stack } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { Rows } from "@/api/pages";
import type { Comparison } from "@/api/types";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { RowList } from "@/shared/ui/RowList";
import { useComparison, useComparisons, useResolve, type Status } from "../api/comparisons";
import { ComparisonCard } from "./ComparisonCard";

const STATUSES: { value: Status; label: string; empty: string }[] = [
  { value: "flagged", label: "Flagged", empty: "Nothing is flagged" },
  { value: "open", label: "Open", empty: "Nothing is open" },
  { value: "closed", label: "Closed", empty: "Nothing is closed yet" },
];

/** Comparisons by their state, or the one that `?id=` names. */
export function ComparisonsPage() {
  const { slug, name } = useProject();
  const [params, setParams] = useSearchParams();
  const status = STATUSES.find(({ value }) => value === params.get("status")) ?? STATUSES[0];
  const id = Number(params.get("id"));
  useTitle("Comparisons", name);
  if (!status) return null;
  return (
    <Page>
      <PageHeader
        title="Comparisons"
        actions={
          <SegmentedControl
            aria-label="Status"
            data={STATUSES.map(({ value, label }) => ({ value, label }))}
            value={id ? "" : status.value}
            onChange={(value) => setParams({ status: value }, { replace: true })}
          />
        }
      >
        What people are asked, how it was chosen, and what they flagged.
      </PageHeader>
      {id ? (
        <OneComparison key={id} slug={slug} id={id} />
      ) : (
        <SomeComparisons
          key={status.value}
          slug={slug}
          status={status.value}
          empty={status.empty}
        />
      )}
    </Page>
  );
}

function OneComparison({ slug, id }: { slug: string; id: number }) {
  return <Comparisons slug={slug} list={useComparison(slug, id)} empty="No such comparison here" />;
}

interface SomeProps {
  slug: string;
  status: Status;
  empty: string;
}

function SomeComparisons({ slug, status, empty }: SomeProps) {
  return <Comparisons slug={slug} list={useComparisons(slug, status)} empty={empty} />;
}

interface Props {
  slug: string;
  list: Rows<Comparison>;
  empty: string;
}

function Comparisons({ slug, list, empty }: Props) {
  const resolve = useResolve(slug);
  return (
    <>
      <ErrorNotice error={resolve.error} />
      <RowList list={list} empty={<EmptyState title={empty} order={2} />}>
        {(comparisons) => (
          <Stack component="ul" gap="md" m={0} p={0} style={{ listStyle: "none" }}>
            {comparisons.map((comparison) => (
              <ComparisonCard
                key={comparison.id}
                comparison={comparison}
                onResolve={(how) => resolve.mutate({ id: comparison.id, how })}
                pending={resolve.isPending}
              />
            ))}
          </Stack>
        )}
      </RowList>
    </>
  );
}
