import { t } from "@lingui/core/macro";
import { useTrainingRuns } from "@/shared/model/trainingRuns";
import { isUnderWay } from "@/shared/work/states";
import { ConfirmButton } from "@/shared/ui/ConfirmButton";
import { useRetrain } from "../api/training";

export function RetrainButton({ slug }: { slug: string }) {
  const retrain = useRetrain(slug);
  const isBusy = useTrainingRuns(slug).rows?.some(isUnderWay) ?? false;
  return (
    <ConfirmButton
      label={isBusy ? t`Training…` : t`Retrain`}
      title={t`Retrain the model?`}
      question={t`A worker trains on all answers so far. Scoring and labelling go on meanwhile; the new version goes live only if it is not worse on held-out prompts.`}
      confirm={t`Start training`}
      onConfirm={() => retrain.mutateAsync()}
      error={retrain.error}
      pending={retrain.isPending}
      disabled={isBusy}
    />
  );
}
