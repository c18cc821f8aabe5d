import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, SegmentedControl, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { useSearchParams } from "react-router";
import { translated } from "@/shared/locale/translated";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Found, KINDS } from "./Found";

export function SearchPage() {
  const { slug, name } = useProject();
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const kind = KINDS.find(({ value }) => value === params.get("in"))?.value ?? "prompts";
  const [words, setWords] = useState(q);
  useTitle(t`Search`, name);
  const go = (next: { q?: string; in?: string }) => {
    setParams({ q, in: kind, ...next }, { replace: true });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    go({ q: words.trim() });
  };
  return (
    <Page>
      <PageHeader
        title={t`Search`}
        actions={
          <SegmentedControl
            aria-label={t`Look in`}
            data={translated(KINDS)}
            value={kind}
            onChange={(value) => {
              go({ in: value });
            }}
          />
        }
      >
        <Trans>Prompts, responses, comparisons and answers that hold all of the words.</Trans>
      </PageHeader>
      <form role="search" onSubmit={submit}>
        <Group align="flex-end" mb="md">
          <TextInput
            type="search"
            label={t`Words`}
            value={words}
            maxLength={200}
            style={{ flex: 1 }}
            onChange={(event) => {
              setWords(event.currentTarget.value);
            }}
          />
          <Button type="submit">
            <Trans>Search</Trans>
          </Button>
        </Group>
      </form>
      <Found key={`${kind} ${q}`} kind={kind} slug={slug} q={q} />
    </Page>
  );
}
