import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, SegmentedControl, Select } from "@mantine/core";
import { useSearchParams } from "react-router";
import type { AnswerSource } from "@/api/types";
import { translated } from "@/shared/locale/translated";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { AgreementPart } from "./AgreementPart";
import { GeneratorsPart } from "./GeneratorsPart";
import { ModelPart } from "./ModelPart";
import { MonitorPart } from "./MonitorPart";
import { RatersPart } from "./RatersPart";

const PARTS = [
  { value: "agreement", label: msg`Agreement` },
  { value: "raters", label: msg`Raters` },
  { value: "generators", label: msg`Generators` },
  { value: "model", label: msg`Model` },
  { value: "monitor", label: msg`Monitor` },
];
const SOURCES: { value: AnswerSource; label: MessageDescriptor }[] = [
  { value: "people", label: msg`Answers given here` },
  { value: "imported", label: msg`Imported answers` },
  { value: "all", label: msg`All answers` },
];

/** What the labels, the people, the generators and the model are worth. */
export function QualityPage() {
  const { slug, name } = useProject();
  const [params, setParams] = useSearchParams();
  const part = PARTS.find(({ value }) => value === params.get("part"))?.value ?? "agreement";
  const source = SOURCES.find(({ value }) => value === params.get("source"))?.value ?? "people";
  useTitle(t`Quality`, name);
  return (
    <Page>
      <PageHeader
        title={t`Quality`}
        actions={
          <SegmentedControl
            aria-label={t`Part`}
            data={translated(PARTS)}
            value={part}
            onChange={(value) => setParams({ part: value, source }, { replace: true })}
          />
        }
      >
        <Trans>
          How far people agree, how reliable they are as raters, which generators they prefer, and
          where the reward model is right.
        </Trans>
      </PageHeader>
      {part !== "model" && part !== "monitor" && (
        <Group>
          <Select
            aria-label={t`Whose answers`}
            data={translated(SOURCES)}
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
      {part === "monitor" && <MonitorPart slug={slug} />}
    </Page>
  );
}
