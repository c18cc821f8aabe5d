import { Button, Menu } from "@mantine/core";
import type { Comparison } from "@/api/types";
import type { Answer } from "../api/comparisons";

const ANSWERS: { value: Answer; label: string }[] = [
  { value: "a", label: "A is better" },
  { value: "b", label: "B is better" },
  { value: "tie", label: "They are equal" },
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
          aria-label={`Known answer of comparison ${id}`}
        >
          {isGold ? `Expected: ${expected}` : "Known answer …"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Asked of everybody, expecting that</Menu.Label>
        {ANSWERS.map(({ value, label }) => (
          <Menu.Item key={value} onClick={() => onChoose(value)}>
            {label}
          </Menu.Item>
        ))}
        {isGold && status === "open" && (
          <>
            <Menu.Divider />
            <Menu.Item color="red" onClick={() => onChoose(null)}>
              Ask it no more
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
