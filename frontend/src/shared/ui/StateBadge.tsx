import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Badge } from "@mantine/core";
import { sentence } from "@/shared/lib/format";

/** One name and one colour for each meaning, wherever a state is shown. */
const STATES: Record<string, { name: MessageDescriptor; colour: string }> = {
  live: { name: msg`Live`, colour: "plumb" },
  settled: { name: msg`Settled`, colour: "plumb" },
  succeeded: { name: msg`Succeeded`, colour: "plumb" },
  promoted: { name: msg`Promoted`, colour: "plumb" },
  running: { name: msg`Running`, colour: "blue" },
  reading: { name: msg`Being read`, colour: "blue" },
  open: { name: msg`Open`, colour: "blue" },
  queued: { name: msg`Queued`, colour: "gray" },
  waiting: { name: msg`Waiting`, colour: "gray" },
  retired: { name: msg`Retired`, colour: "gray" },
  closed: { name: msg`Closed`, colour: "gray" },
  cancelled: { name: msg`Cancelled`, colour: "gray" },
  candidate: { name: msg`Candidate`, colour: "yellow" },
  stale: { name: msg`Stale`, colour: "yellow" },
  flagged: { name: msg`Flagged`, colour: "orange" },
  rejected: { name: msg`Rejected`, colour: "orange" },
  failed: { name: msg`Failed`, colour: "red" },
};

export function stateName(state: string): string {
  const name = STATES[state]?.name;
  return name ? i18n._(name) : sentence(state);
}

export function StateBadge({ state }: { state: string }) {
  return (
    <Badge variant="light" color={STATES[state]?.colour ?? "gray"} size="md" radius="sm">
      {stateName(state)}
    </Badge>
  );
}
