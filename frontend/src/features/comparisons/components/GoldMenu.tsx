import { i18n, type MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Menu } from "@mantine/core";
import type { Comparison } from "@/api/types";
import type { Answer } from "../api/comparisons";

const ANSWERS: { value: Answer; label: MessageDescriptor }[] = [
  { value: "a", label: msg`A is better` },
  { value: "b", label: msg`B is better` },
  { value: "tie", label: msg`They are equal` },
];

interface Props {
  comparison: Comparison;
  onChoose: (expected: Answer | null) => void;
  pending: boolean;
}

/** Says what the answer to a pair is, so that people can be qualified and watched by it. */
export function GoldMenu({ comparison, onChoose, pending }: Props) {
  const { id, stream, status, expected } = comparison;
  const isGold = stream === "gold";
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          disabled={pending}
          aria-label={t`Known answer of comparison ${id}`}
        >
          {isGold ? t`Expected: ${expected}` : t`Known answer …`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Trans>Asked of everybody, with a known answer</Trans>
        </Menu.Label>
        {ANSWERS.map(({ value, label }) => (
          <Menu.Item key={value} onClick={() => onChoose(value)}>
            {i18n._(label)}
          </Menu.Item>
        ))}
        {isGold && status === "open" && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => onChoose(null)}>
              <Trans>Ask it no more</Trans>
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
