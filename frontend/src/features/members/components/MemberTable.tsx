import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Select, Table, Text, VisuallyHidden } from "@mantine/core";
import type { Member } from "@/api/types";
import { count } from "@/shared/lib/format";
import { translated } from "@/shared/locale/translated";
import { roleName, ROLES } from "@/shared/project/roles";
import { useSignedIn } from "@/shared/session/useMe";
import { useProject } from "@/shared/project/useProject";
import { RemoveButton } from "@/shared/removals/RemoveButton";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { When } from "@/shared/ui/When";
import type { MemberChanges } from "../api/members";
import { PasswordLink } from "./PasswordLink";

interface Props {
  members: Member[];
  /** Given to those who may change the members. */
  changes?: MemberChanges;
}

export function MemberTable({ members, changes }: Props) {
  const me = useSignedIn();
  return (
    <Table miw={{ sm: 680 }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Member</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Role</Trans>
          </Table.Th>
          <Table.Th ta="end" visibleFrom="sm">
            <Trans>Answers</Trans>
          </Table.Th>
          <Table.Th visibleFrom="sm">
            <Trans>Last answer</Trans>
          </Table.Th>
          {changes && (
            <Table.Th>
              <VisuallyHidden>
                <Trans>Actions</Trans>
              </VisuallyHidden>
            </Table.Th>
          )}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.username}>
            <Table.Td>
              <Text fw={550}>{member.display_name || member.username}</Text>
              {member.display_name && (
                <Text size="xs" c="dimmed">
                  {member.username}
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              {changes && member.username !== me.username ? (
                <RoleSelect member={member} changes={changes} />
              ) : (
                roleName(member.role)
              )}
            </Table.Td>
            <Table.Td ta="end" visibleFrom="sm">
              {count(member.answers)}
            </Table.Td>
            <Table.Td visibleFrom="sm">
              <When time={member.last_answer_at} otherwise={t`None yet`} />
            </Table.Td>
            {changes && (
              <Table.Td ta="end">
                {member.username !== me.username && <PasswordLink username={member.username} />}
                <EraseButton username={member.username} />
                {member.username !== me.username && (
                  <LeaveButton username={member.username} changes={changes} />
                )}
              </Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RoleSelect({ member, changes }: { member: Member; changes: MemberChanges }) {
  const { username, role } = member;
  return (
    <Select
      aria-label={t`Role of ${username}`}
      size="xs"
      w={{ base: 124, sm: 150 }}
      data={translated(ROLES)}
      value={role}
      allowDeselect={false}
      disabled={changes.change.isPending}
      onChange={(value) => value && changes.change.mutate({ username, role: value })}
    />
  );
}

function LeaveButton({ username, changes }: { username: string; changes: MemberChanges }) {
  const { remove } = changes;
  return (
    <ConfirmButton
      variant="subtle"
      color="red"
      size="compact-sm"
      label={t`Remove`}
      name={t`Remove ${username}`}
      title={t`Remove ${username}?`}
      question={t`The answers given so far stay. You can add the person again at any time.`}
      confirm={t`Remove`}
      onConfirm={() => remove.mutateAsync(username)}
      error={remove.error}
      pending={remove.isPending}
    />
  );
}

function EraseButton({ username }: { username: string }) {
  const { slug } = useProject();
  return (
    <RemoveButton
      slug={slug}
      target={{ kind: "rater", username }}
      label={<Trans>Erase answers</Trans>}
      name={t`Erase answers of ${username}`}
      title={t`Erase the answers of ${username}?`}
      variant="subtle"
      color="red"
      size="compact-sm"
    >
      <Trans>
        Answers, skips and flags of this person in this project. The account and the membership
        stay.
      </Trans>
    </RemoveButton>
  );
}
