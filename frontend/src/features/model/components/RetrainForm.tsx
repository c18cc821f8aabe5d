import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { RetrainPolicy } from "@/api/types";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useRetrainPolicy, useSaveRetrainPolicy } from "../api/training";

const asNumber = (value: string | number) => (typeof value === "number" ? value : null);

export function RetrainForm({ slug }: { slug: string }) {
  const { data, error } = useRetrainPolicy(slug);
  return (
    <Panel title={t`Retrain automatically`} hint={t`Empty means never. Both may be set.`}>
      <ErrorNotice error={error} />
      {!data && !error && <RowsLoading rows={2} />}
      {data && <Form slug={slug} wanted={data} />}
    </Panel>
  );
}

function Form({ slug, wanted }: { slug: string; wanted: RetrainPolicy }) {
  const [answers, setAnswers] = useState<string | number>(wanted.every_answers ?? "");
  const [hours, setHours] = useState<string | number>(wanted.every_hours ?? "");
  const save = useSaveRetrainPolicy(slug);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ every_answers: asNumber(answers), every_hours: asNumber(hours) });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <ErrorNotice error={save.error} />
        <Group align="flex-end">
          <NumberInput
            label={t`After this many new answers`}
            value={answers}
            onChange={setAnswers}
            min={1}
            allowDecimal={false}
            w={230}
          />
          <NumberInput
            label={t`Every this many hours`}
            value={hours}
            onChange={setHours}
            min={1}
            allowDecimal={false}
            w={230}
          />
          <Button type="submit" variant="default" loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
          <Text size="sm" c="dimmed" role="status" pb={6}>
            {save.isSuccess && t`Saved`}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}
