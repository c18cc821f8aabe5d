import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Group, Stack, Text } from "@mantine/core";
import type { NodeDetail } from "@/api/types";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { PlainText } from "@/shared/text/PlainText";
import { RichText } from "@/shared/text/RichText";
import { StateBadge } from "@/shared/ui/StateBadge";
import { useNode } from "../api/documents";
import { nodeName } from "../model/tree";
import { NodeComparisons } from "./NodeComparisons";
import classes from "./NodeDrawer.module.css";
import { NodeGenerations } from "./NodeGenerations";
import { NodeResponses } from "./NodeResponses";

interface Props {
  id: number;
  onSelect: (id: number) => void;
}

/** A node's source, its context, its responses and comparisons, as far as one may see them. */
export function NodeContent({ id, onSelect }: Props) {
  const { data: node, error } = useNode(id);
  if (error) return <ErrorNotice error={error} />;
  if (!node) return <RowsLoading />;
  return (
    <Stack gap="lg">
      <div>
        <Group gap="sm">
          <Text component="h3" m={0} fw={620} size="lg">
            {nodeName(node)}
          </Text>
          <StateBadge state={node.state} />
        </Group>
        <Relatives node={node} onSelect={onSelect} />
      </div>
      <section className={classes.source} aria-label={t`Source`}>
        <Text component="h4" className={classes.title}>
          {node.height === 0 ? t`Source` : t`Source: the settled summaries below`}
        </Text>
        <div className={classes.text} tabIndex={0} role="group" aria-label={t`Source text`}>
          {node.source ? (
            <RichText text={node.source} kind="source" />
          ) : (
            <Text c="dimmed">
              <Trans>It comes when all the parts below have settled.</Trans>
            </Text>
          )}
        </div>
      </section>
      {node.context && (
        <section aria-label={t`Context`}>
          <Text component="h4" className={classes.title}>
            <Trans>What came before</Trans>
          </Text>
          <PlainText text={node.context} />
        </section>
      )}
      <NodeResponses responses={node.responses} />
      <NodeGenerations node={node} />
      <NodeComparisons node={node} />
    </Stack>
  );
}

function Relatives({ node, onSelect }: { node: NodeDetail; onSelect: (id: number) => void }) {
  const { parent, children } = node;
  return (
    <Group gap="xs" mt={4}>
      {parent !== null && (
        <Anchor component="button" type="button" size="sm" onClick={() => onSelect(parent)}>
          <Trans>Level above</Trans>
        </Anchor>
      )}
      {children.map((child, index) => (
        <Anchor
          key={child}
          component="button"
          type="button"
          size="sm"
          onClick={() => onSelect(child)}
        >
          {node.height === 1 ? t`Part ${index + 1}` : t`Level ${node.height - 1}, ${index + 1}`}
        </Anchor>
      ))}
    </Group>
  );
}
