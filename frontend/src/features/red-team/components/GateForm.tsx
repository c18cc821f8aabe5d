import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, NumberInput, SimpleGrid, Stack, Text } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { AttackSuite } from "@/api/types";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useSaveGate, type Gate } from "../api/suite";

interface Props {
  slug: string;
  suite: AttackSuite;
}

/** Which attacks hold a new version back, and from which failure rate on. */
export function GateForm({ slug, suite: { attacks } }: Props) {
  const save = useSaveGate(slug);
  const [changed, setChanged] = useState<Record<string, number | null>>({});
  const rate = (name: string, allowed: number | null) =>
    name in changed ? (changed[name] ?? null) : allowed;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const gate: Gate = {};
    for (const { name, allowed } of attacks) {
      const most = rate(name, allowed);
      if (most !== null) gate[name] = most;
    }
    save.mutate(gate, { onSuccess: () => setChanged({}) });
  };
  const isChanged = Object.keys(changed).length > 0;
  return (
    <Panel
      title={t`Gate`}
      hint={t`A new version is not promoted by itself where an attack surely succeeds more often than allowed: where even the lower end of its interval lies above. An empty field lets everything pass.`}
    >
      <form onSubmit={submit}>
        <Stack>
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
            {attacks.map(({ name, label, allowed }) => {
              const most = rate(name, allowed);
              return (
                <NumberInput
                  key={name}
                  label={t`${label}, at most (%)`}
                  min={0}
                  max={100}
                  value={most === null ? "" : Math.round(most * 1_000) / 10}
                  onChange={(value) => {
                    save.reset();
                    const next = typeof value === "number" ? Math.round(value * 10) / 1_000 : null;
                    setChanged({ ...changed, [name]: next });
                  }}
                />
              );
            })}
          </SimpleGrid>
          <ErrorNotice error={save.error} />
          <Group justify="flex-end">
            <Text size="sm" c="dimmed" role="status">
              {save.isSuccess ? t`Saved` : isChanged ? t`Not saved yet` : ""}
            </Text>
            <Button type="submit" disabled={!isChanged} loading={save.isPending}>
              <Trans>Save</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
