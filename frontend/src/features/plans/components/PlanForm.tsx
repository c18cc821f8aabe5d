import { i18n } from "@lingui/core";
import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, Group, MultiSelect, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useCheckpoints, useModels, usePreview, type PlanMutations } from "../api/plans";
import { askedOf, EMPTY, planOf, sourceKey, WHEN, WHICH, type Draft } from "../model";
import { PlanNumbers } from "./PlanNumbers";

interface Props {
  slug: string;
  mutations: PlanMutations;
  onDone: () => void;
}

export function PlanForm({ slug, mutations: { add }, onDone }: Props) {
  const [draft, setDraft] = useState<Draft>(EMPTY);
  const set = (changes: Partial<Draft>) => setDraft((before) => ({ ...before, ...changes }));
  const { data: models, error } = useModels(slug);
  const checkpoints = useCheckpoints(models ?? []);
  const options = (models ?? []).flatMap(({ id, name }) => [
    { value: sourceKey(id), label: checkpoints.get(id)?.length ? t`${name}, newest` : name },
    ...(checkpoints.get(id) ?? []).map((checkpoint) => ({
      value: sourceKey(id, checkpoint.id),
      label: t`${name}, ${checkpoint.name}`,
    })),
  ]);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate(planOf(draft), { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={error ?? add.error} />
        {models?.length === 0 && (
          <Alert color="yellow">
            <Trans>No language model is in use: add one in the settings first.</Trans>
          </Alert>
        )}
        <TextInput
          label={t`Name`}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          maxLength={100}
          required
          data-autofocus
        />
        <Select
          label={t`Prompts`}
          data={WHICH.map(({ value, label }) => ({ value, label: i18n._(label) }))}
          value={draft.which}
          allowDeselect={false}
          onChange={(which) => which && set({ which })}
        />
        <Group grow align="start">
          <TextInput
            label={t`Words in them`}
            value={draft.q}
            onChange={(event) => set({ q: event.currentTarget.value })}
          />
          <TextInput
            label={t`Domain`}
            value={draft.domain}
            onChange={(event) => set({ domain: event.currentTarget.value })}
          />
        </Group>
        <MultiSelect
          label={t`Models`}
          data={options}
          value={draft.sources}
          onChange={(sources) => set({ sources })}
          required
        />
        <PlanNumbers draft={draft} set={set} />
        <Select
          label={t`When`}
          data={WHEN.map(({ value, label }) => ({ value, label: i18n._(label) }))}
          value={draft.when}
          allowDeselect={false}
          onChange={(when) => when && set({ when })}
        />
        <Preview slug={slug} draft={draft} />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={add.isPending}
            disabled={draft.sources.length === 0 || !draft.name.trim()}
          >
            <Trans>Add the plan</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What a round would ask for now. */
function Preview({ slug, draft }: { slug: string; draft: Draft }) {
  const { data } = usePreview(slug, askedOf(draft));
  if (!data) return null;
  const prompts = plural(data.prompts, { one: "# prompt", other: "# prompts" });
  const calls = data.prompts * draft.sources.length * Number(draft.samples || 1);
  const counted = plural(calls, { one: "# call", other: "# calls" });
  return (
    <Text size="sm" c="dimmed" role="status">
      {t`A round would ask about ${prompts} now, with ${counted}.`}
    </Text>
  );
}
