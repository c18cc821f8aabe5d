import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { canBeRetried, isUnderWay, type Work } from "./states";

/** A mutation that takes the id of what it is about. */
interface Deed {
  mutate: (id: number) => void;
  mutateAsync: (id: number) => Promise<unknown>;
  isPending: boolean;
  error: unknown;
}

interface Props {
  work: Work;
  /** What it is called in the middle of a sentence: "run 3". */
  name: string;
  /** What calling it off means. */
  question: ReactNode;
  cancel: Deed;
  retry: Deed;
}

/** Calling off what is under way, and asking again for what failed or was called off. */
export function WorkButtons({ work, name, question, cancel, retry }: Props) {
  if (isUnderWay(work))
    return (
      <ConfirmButton
        size="compact-sm"
        variant="default"
        label={t`Cancel`}
        name={t`Cancel ${name}`}
        title={t`Cancel ${name}?`}
        question={question}
        confirm={t`Cancel ${name}`}
        onConfirm={() => cancel.mutateAsync(work.id)}
        error={cancel.error}
        pending={cancel.isPending}
      />
    );
  if (!canBeRetried(work)) return null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t`Try ${name} again`}
        loading={retry.isPending}
        onClick={() => retry.mutate(work.id)}
      >
        <Trans>Try again</Trans>
      </Button>
      <ErrorNotice error={retry.error} />
    </>
  );
}
