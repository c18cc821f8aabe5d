import { t } from "@lingui/core/macro";
import { NumberInput, SimpleGrid } from "@mantine/core";
import type { Draft } from "../model";

interface Props {
  draft: Draft;
  set: (changes: Partial<Draft>) => void;
}

/** The numbers of a plan: how much, how drawn, and what it may cost. */
export function PlanNumbers({ draft, set }: Props) {
  const whole = { allowDecimal: false, min: 1 } as const;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <NumberInput
        label={t`Responses from each model`}
        value={draft.samples}
        onChange={(samples) => set({ samples })}
        max={16}
        required
        {...whole}
      />
      <NumberInput
        label={t`Largest number of calls (empty: no limit)`}
        value={draft.maxCalls}
        onChange={(maxCalls) => set({ maxCalls })}
        {...whole}
      />
      <NumberInput
        label={t`Temperature (empty: the model's own)`}
        value={draft.temperature}
        onChange={(temperature) => set({ temperature })}
        min={0}
        max={2}
        step={0.1}
      />
      <NumberInput
        label={t`Top p (empty: none)`}
        value={draft.topP}
        onChange={(topP) => set({ topP })}
        min={0.01}
        max={1}
        step={0.05}
      />
      <NumberInput
        label={t`Longest response (tokens)`}
        value={draft.maxTokens}
        onChange={(maxTokens) => set({ maxTokens })}
        max={32_768}
        required
        {...whole}
      />
      <NumberInput
        label={t`Prompts a round (empty: all)`}
        value={draft.mostPrompts}
        onChange={(mostPrompts) => set({ mostPrompts })}
        {...whole}
      />
      {draft.when === "hours" && (
        <NumberInput
          label={t`Hours between rounds`}
          value={draft.everyHours}
          onChange={(everyHours) => set({ everyHours })}
          max={8760}
          required
          {...whole}
        />
      )}
      {draft.when === "low" && (
        <NumberInput
          label={t`Fewer open comparisons than`}
          value={draft.lowBelow}
          onChange={(lowBelow) => set({ lowBelow })}
          required
          {...whole}
        />
      )}
    </SimpleGrid>
  );
}
