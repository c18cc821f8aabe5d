import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert, Button, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Generator } from "@/api/types";
import { count, decimal } from "@/shared/lib/format";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { useTest, type GeneratorMutations, type Tested } from "../api/generators";
import classes from "./Generators.module.css";

interface Props {
  generator: Generator;
  mutations: GeneratorMutations;
}

/** Calls the model once and shows what came back. */
export function TestButton({ generator, mutations }: Props) {
  const test = useTest(mutations.refresh);
  const [opened, setOpened] = useState(false);
  const { id, name } = generator;
  return (
    <>
      <Button
        variant="default"
        size="compact-sm"
        loading={test.isPending}
        aria-label={t`Test ${name}`}
        onClick={() => test.mutate({ id }, { onSettled: () => setOpened(true) })}
      >
        <Trans>Test</Trans>
      </Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={t`Test of ${name}`}>
        <ErrorNotice error={test.error} />
        {test.data && <Result tested={test.data} />}
      </Modal>
    </>
  );
}

function Result({ tested: { error, text, seconds, tokens } }: { tested: Tested }) {
  const took = t`${decimal(seconds, 1)} s`;
  if (error)
    return (
      <Alert color="red" title={t`No answer after ${took}`} role="alert">
        {error.message}
      </Alert>
    );
  return (
    <Stack gap="xs" role="status">
      <Text size="sm" c="dimmed">
        <Trans>
          Answered after {took}, with {count(tokens)} tokens:
        </Trans>
      </Text>
      <Text dir="auto" className={classes.address}>
        {text}
      </Text>
    </Stack>
  );
}
