import { Group, SegmentedControl, Select } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { AnswerSource } from "@/api/types";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { AgreementPart } from "./AgreementPart";
import { GeneratorsPart } from "./GeneratorsPart";
import { ModelPart } from "./ModelPart";
import { RatersPart } from "./RatersPart";

const PARTS = [
  { value: "agreement", label: "Agreement" },
  { value: "raters", label: "Raters" },
  { value: "generators", label: "Generators" },
  { value: "model", label: "Model" },
];
const SOURCES: { value: AnswerSource; label: string }[] = [
  { value: "people", label: "Answers given here" },
  { value: "imported", label: "Imported answers" },
  { value: "all", label: "All answers" },
];

/** What the labels, the people, the generators and the model are worth. */
export function QualityPage() {
  const { slug, name } = useProject();
  const [params, setParams] = useSearchParams();
  const part = PARTS.find(({ value }) => value === params.get("part"))?.value ?? "agreement";
  const source = SOURCES.find(({ value }) => value === params.get("source"))?.value ?? "people";
  useTitle("Quality", name);
  return (
    <Page>
      <PageHeader
        title="Quality"
        actions={
          <SegmentedControl
            aria-label="Part"
            data={PARTS}
            value={part}
            onChange={(value) => setParams({ part: value, source }, { replace: true })}
          />
        }
      >
        How far people agree, who they are as raters, which generators they prefer, and where the
        reward model is right.
      </PageHeader>
      {part !== "model" && (
        <Group>
          <Select
            aria-label="Whose answers"
            data={SOURCES}
            value={source}
            allowDeselect={false}
            onChange={(value) => value && setParams({ part, source: value }, { replace: true })}
          />
        </Group>
      )}
      {part === "agreement" && <AgreementPart slug={slug} source={source} />}
      {part === "raters" && <RatersPart slug={slug} source={source} />}
      {part === "generators" && <GeneratorsPart slug={slug} source={source} />}
      {part === "model" && <ModelPart slug={slug} />}
    </Page>
  );
}
