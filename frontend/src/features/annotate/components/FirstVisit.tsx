import { lazy, Suspense } from "react";
import { useProject } from "@/shared/project/useProject";

// Few visits are first ones.
const Introduction = lazy(() =>
  import("./Introduction").then(({ Introduction: component }) => ({ default: component })),
);

interface Props {
  onClose: () => void;
}

/** Guidelines and a try-out, unasked, before the first answer. */
export function FirstVisit({ onClose }: Props) {
  const { guidelines, question } = useProject();
  return (
    <Suspense fallback={null}>
      <Introduction guidelines={guidelines} question={question} onClose={onClose} />
    </Suspense>
  );
}
