import type { ModelVersion } from "@/api/types";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import type { usePromote } from "../api/versions";

interface Props {
  version: ModelVersion;
  live: number | null;
  promote: ReturnType<typeof usePromote>;
}

/** Makes a version live: forward for a newer one, back for an older one. */
export function PromoteButton({ version, live, promote }: Props) {
  const { id, number, state } = version;
  const isBack = live !== null && number < live;
  const deed = isBack ? "Roll back" : "Promote";
  return (
    <ConfirmButton
      variant="default"
      size="compact-sm"
      label={deed}
      name={`${deed} to version ${number}`}
      title={`${deed} to version ${number}?`}
      question={
        <>
          Version {number} will serve all scores{live !== null && ` instead of version ${live}`}.
          Answers given since it was trained are replayed first; scoring goes on meanwhile.
          {state === "rejected" && " It was rejected because it did worse on held-out prompts."}
        </>
      }
      confirm={deed}
      onConfirm={() => promote.mutateAsync(id)}
      error={promote.error}
      pending={promote.isPending}
    />
  );
}
