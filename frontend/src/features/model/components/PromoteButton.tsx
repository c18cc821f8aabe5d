import { t } from "@lingui/core/macro";
import type { ModelVersion } from "@/api/types";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import type { usePromote } from "../api/versions";
import { AttackNotice } from "./AttackNotice";

interface Props {
  version: ModelVersion;
  live: number | null;
  promote: ReturnType<typeof usePromote>;
}

/** Makes a version live: forward for a newer one, back for an older one. */
export function PromoteButton({ version, live, promote }: Props) {
  const { id, number, state } = version;
  const isBack = live !== null && number < live;
  const deed = isBack ? t`Roll back` : t`Promote`;
  return (
    <ConfirmButton
      variant="default"
      size="compact-sm"
      label={deed}
      name={isBack ? t`Roll back to version ${number}` : t`Promote to version ${number}`}
      title={isBack ? t`Roll back to version ${number}?` : t`Promote to version ${number}?`}
      question={
        <>
          {questionOf(number, live, state)}
          <AttackNotice number={number} />
        </>
      }
      confirm={deed}
      onConfirm={() => promote.mutateAsync(id)}
      error={promote.error}
      pending={promote.isPending}
    />
  );
}

function questionOf(number: number, live: number | null, state: ModelVersion["state"]): string {
  const deed =
    live === null
      ? t`Version ${number} will serve all scores. Answers given since it was trained are replayed first; scoring goes on meanwhile.`
      : t`Version ${number} will serve all scores instead of version ${live}. Answers given since it was trained are replayed first; scoring goes on meanwhile.`;
  const doubt =
    state === "rejected" && t`It was rejected because it did worse on held-out prompts.`;
  return doubt ? `${deed} ${doubt}` : deed;
}
