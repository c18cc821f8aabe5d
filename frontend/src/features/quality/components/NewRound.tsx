import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, NumberInput, Stack } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useStartRound } from "../api/monitor";

const FIRST = { samples: 4, prompts: 200, points: 2 };

export function NewRound({ slug }: { slug: string }) {
  const [asked, setAsked] = useState(FIRST);
  const start = useStartRound(slug);
  const change = (name: keyof typeof FIRST) => (value: number | string) => {
    setAsked({ ...asked, [name]: Number(value) });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const { samples, prompts, points } = asked;
    start.mutate({ samples, prompts, tolerance: points / 100 });
  };
  return (
    <Panel
      title={t`New round`}
      hint={t`Draws prompts, scores their responses, and asks people about one pair of each, blind: the best of some against any one. Nothing is learned from the answers until the round is closed.`}
    >
      <form onSubmit={submit}>
        <Stack>
          <ErrorNotice error={start.error} />
          <Group grow align="flex-start">
            <NumberInput
              label={t`Responses a prompt`}
              description={t`Prompts with fewer are left out`}
              min={2}
              max={16}
              value={asked.samples}
              onChange={change("samples")}
            />
            <NumberInput
              label={t`Prompts`}
              description={t`At most; one comparison each`}
              min={10}
              max={500}
              value={asked.prompts}
              onChange={change("prompts")}
            />
            <NumberInput
              label={t`Tolerated gap, in points`}
              description={t`Beyond it an alarm is raised`}
              min={0}
              max={50}
              value={asked.points}
              onChange={change("points")}
            />
          </Group>
          <Group justify="flex-end">
            <Button type="submit" loading={start.isPending}>
              <Trans>Start the round</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
