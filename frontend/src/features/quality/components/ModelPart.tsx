import { useBreakdown } from "../api/metrics";
import { AccuracySlices } from "./AccuracySlices";
import { RandomShare } from "./RandomShare";
import { CalibrationPanel } from "./CalibrationPanel";
import { Disagreements } from "./Disagreements";
import { LengthPanel } from "./LengthPanel";
import { LiftPanel } from "./LiftPanel";
import { Loaded } from "./Loaded";
import { MarginPanel } from "./MarginPanel";

/** Where the reward model is right, what its choices were worth, and where people say otherwise. */
export function ModelPart({ slug }: { slug: string }) {
  const breakdown = useBreakdown(slug);
  return (
    <>
      <Loaded query={breakdown}>
        {(found) => (
          <>
            <RandomShare slug={slug} breakdown={found} />
            <LiftPanel slug={slug} />
            <MarginPanel margins={found.margins} />
            <CalibrationPanel slug={slug} />
            <AccuracySlices slices={found.slices} />
            <LengthPanel length={found.length} />
          </>
        )}
      </Loaded>
      <Disagreements slug={slug} />
    </>
  );
}
