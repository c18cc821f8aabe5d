import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useProject } from "@/shared/project/useProject";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { usePasswordLink } from "../api/invitations";
import { ShownOnce } from "./ShownOnce";

/** A link for who forgot the password. */
export function PasswordLink({ username }: { username: string }) {
  const { slug } = useProject();
  const make = usePasswordLink(slug);
  const [opened, { open, close }] = useDisclosure();
  const leave = () => {
    close();
    make.reset();
  };
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={open}
        aria-label={t`Password link for ${username}`}
      >
        <Trans>Password link</Trans>
      </Button>
      <Modal opened={opened} onClose={leave} title={t`A new password for ${username}`}>
        {make.data ? (
          <ShownOnce text={make.data.link}>
            <Trans>Give it to the person. It works once, within three days.</Trans>
          </ShownOnce>
        ) : (
          <Stack>
            <ErrorNotice error={make.error} title={t`That did not work`} />
            <Text>
              <Trans>
                Whoever opens the link sets a new password for this account. The old one works until
                then.
              </Trans>
            </Text>
            <Group justify="flex-end">
              <Button onClick={() => make.mutate(username)} loading={make.isPending}>
                <Trans>Make a link</Trans>
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
