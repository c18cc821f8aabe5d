import { Badge } from "@mantine/core";
import { sentence } from "@/shared/lib/format";

/** One colour for each meaning, wherever a state is shown. */
const COLOURS: Record<string, string> = {
  live: "plumb",
  settled: "plumb",
  succeeded: "plumb",
  promoted: "plumb",
  running: "blue",
  open: "blue",
  queued: "gray",
  waiting: "gray",
  retired: "gray",
  closed: "gray",
  cancelled: "gray",
  candidate: "yellow",
  stale: "yellow",
  flagged: "orange",
  rejected: "orange",
  failed: "red",
};

export function StateBadge({ state }: { state: string }) {
  return (
    <Badge variant="light" color={COLOURS[state] ?? "gray"} size="md" radius="sm">
      {sentence(state)}
    </Badge>
  );
}
