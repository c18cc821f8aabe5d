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
import { fieldsOf, filtersIn, KINDS, type Filters } from "../model";
import { FilterFields } from "./FilterFields";
import { Found } from "./Found";

export function SearchPage() {
  const { slug, name } = useProject();
  const [params, setParams] = useSearchParams();
  const q = params.get("q") ?? "";
  const kind = KINDS.find(({ value }) => value === params.get("in"))?.value ?? "prompts";
  const filters = filtersIn(params, kind);
  const [words, setWords] = useState(q);
  useTitle(t`Search`, name);
  const go = (next: { q?: string; in?: string } & Filters) => {
    const asked = new URLSearchParams(params);
    for (const [field, value] of Object.entries({ q, in: kind, ...next }))
      if (value) asked.set(field, value);
      else asked.delete(field);
    setParams(asked, { replace: true });
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const said = new FormData(event.currentTarget);
    const typed = fieldsOf(kind).filter((field) => said.has(field));
    const texts = typed.map((field) => [field, textIn(said, field)] as const);
    go({ q: words.trim(), ...Object.fromEntries(texts) });
  };
  return (
    <Page>
      <PageHeader
        title={t`Search`}
        actions={
          <SegmentedControl
            size="xs"
            aria-label={t`Look in`}
            data={translated(KINDS)}
            value={kind}
            onChange={(value) => {
              go({ in: value });
            }}
          />
        }
      >
        <Trans>
          Finds prompts, responses, comparisons and answers that contain all of the words. Words “in
          quotes” stand together; a − leaves a word out.
        </Trans>
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
        <FilterFields
          kind={kind}
          filters={filters}
          onChange={(field, value) => {
            go({ [field]: value });
          }}
        />
      </form>
      <Found
        key={`${kind} ${q} ${JSON.stringify(filters)}`}
        kind={kind}
        slug={slug}
        q={q}
        filters={filters}
      />
    </Page>
  );
}

const textIn = (form: FormData, field: string) => {
  const value = form.get(field);
  return typeof value === "string" ? value.trim() : "";
};
