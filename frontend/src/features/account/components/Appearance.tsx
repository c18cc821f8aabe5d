import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { Panel } from "@/shared/ui/Panel";

const SCHEMES: { value: MantineColorScheme; label: string }[] = [
  { value: "auto", label: "As the system" },
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
];

export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title="Colours">
      <SegmentedControl
        aria-label="Colours"
        data={SCHEMES}
        value={colorScheme}
        onChange={setColorScheme}
      />
    </Panel>
  );
}
