import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from "@mantine/core";
import { translated } from "@/shared/locale/translated";
import { Panel } from "@/shared/ui/Panel";

const SCHEMES: { value: MantineColorScheme; label: MessageDescriptor }[] = [
  { value: "auto", label: msg`As the system` },
  { value: "light", label: msg`Light` },
  { value: "dark", label: msg`Dark` },
];

export function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title={t`Colours`}>
      <SegmentedControl
        aria-label={t`Colours`}
        data={translated(SCHEMES)}
        value={colorScheme}
        onChange={setColorScheme}
      />
    </Panel>
  );
}
