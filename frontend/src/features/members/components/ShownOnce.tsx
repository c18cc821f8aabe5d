import { t } from "@lingui/core/macro";
import { Button, Code, CopyButton, Group, Stack } from "@mantine/core";
import type { ReactNode } from "react";

/** What can be copied now and is never shown again. */
export function ShownOnce({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Stack>
      <div>{children}</div>
      <Code block style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
        {text}
      </Code>
      <Group justify="flex-end">
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
      </Group>
    </Stack>
  );
}
