import { Trans } from "@lingui/react/macro";
import { EmptyState } from "@/shared/ui/EmptyState";
import { explainEmptyQueue } from "../model/queueReason";

interface Props {
  reason: string | null;
  retryAt: string | null;
}

export function EmptyQueue({ reason, retryAt }: Props) {
  const { title, text } = explainEmptyQueue(reason, retryAt);
  return (
    <EmptyState title={title} order={2}>
      {text} <Trans>This page checks again automatically.</Trans>
    </EmptyState>
  );
}
