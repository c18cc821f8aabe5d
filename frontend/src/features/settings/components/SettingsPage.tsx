import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { problemsIn } from "@/api/errors";
import type { ProjectChanges } from "@/api/types";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { useSaveProject } from "../api/settings";
import { GROUPS } from "../settings";
import { AskSettings } from "./AskSettings";
import { EndOfProject } from "./EndOfProject";
import { Generators } from "./Generators";
import { LengthSetting } from "./LengthSetting";
import { MixSettings } from "./MixSettings";
import { NumberSettings } from "./NumberSettings";
import { AcquisitionRuleSetting } from "./AcquisitionRuleSetting";
import classes from "./SettingsPage.module.css";
import { TextSettings } from "./TextSettings";

export function SettingsPage() {
  const project = useProject();
  const [changes, setChanges] = useState<ProjectChanges>({});
  const save = useSaveProject(project.slug);
  useTitle(t`Settings`, project.name);
  const change = (more: ProjectChanges) => {
    save.reset();
    setChanges({ ...changes, ...more });
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(changes, { onSuccess: () => setChanges({}) });
  };
  const current = { ...project, ...changes };
  const problems = problemsIn(save.error);
  const isChanged = Object.keys(changes).length > 0;
  return (
    <Page width="narrow">
      <PageHeader title={t`Settings`} />
      <form onSubmit={submit} className={classes.form}>
        <TextSettings project={current} onChange={change} />
        <AskSettings project={current} problems={problems} onChange={change} />
        {GROUPS.map((group, index) => (
          <Panel key={group.title.id} title={i18n._(group.title)} hint={i18n._(group.hint)}>
            {index === 0 && (
              <AcquisitionRuleSetting rule={current.acquisition_rule} onChange={change} />
            )}
            <NumberSettings
              settings={group.settings}
              project={current}
              problems={problems}
              onChange={change}
            />
          </Panel>
        ))}
        <MixSettings project={current} onChange={change} />
        <LengthSetting project={current} problems={problems} onChange={change} />
        <ErrorNotice error={save.error} />
        <Group justify="flex-end" className={classes.foot}>
          <Text size="sm" c="dimmed" role="status">
            {save.isSuccess ? t`Saved` : isChanged ? t`Not saved yet` : ""}
          </Text>
          <Button type="submit" disabled={!isChanged} loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </Group>
      </form>
      <Generators slug={project.slug} />
      <EndOfProject project={project} />
    </Page>
  );
}
