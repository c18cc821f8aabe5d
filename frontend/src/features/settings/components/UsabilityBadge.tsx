import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Badge } from "@mantine/core";
import type { Generator } from "@/api/types";

const USABILITIES: Record<Generator["usability"], { name: MessageDescriptor; colour: string }> = {
  off: { name: msg`Not in use`, colour: "gray" },
  untried: { name: msg`Not called yet`, colour: "yellow" },
  working: { name: msg`In use`, colour: "plumb" },
  failing: { name: msg`Does not answer`, colour: "red" },
};

export function UsabilityBadge({ usability }: Pick<Generator, "usability">) {
  const { name, colour } = USABILITIES[usability];
  return (
    <Badge variant="light" color={colour} size="md" radius="sm">
      {i18n._(name)}
    </Badge>
  );
}
