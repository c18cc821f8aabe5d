import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Text } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";

/** Asks before a page is left whose changes are not saved. */
export function LeaveGuard({ isChanged }: { isChanged: boolean }) {
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      isChanged && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isChanged]);
  const isAsking = blocker.state === "blocked";
  return (
    <Modal opened={isAsking} onClose={() => blocker.reset?.()} title={t`Leave without saving?`}>
      <Text mb="md">
        <Trans>What you changed here is not saved yet.</Trans>
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => blocker.proceed?.()}>
          <Trans>Leave</Trans>
        </Button>
        <Button onClick={() => blocker.reset?.()} data-autofocus>
          <Trans>Stay</Trans>
        </Button>
      </Group>
    </Modal>
  );
}
