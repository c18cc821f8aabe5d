import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import { problemsIn } from "@/api/errors";
import type { ProjectChanges } from "@/api/types";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { LeaveGuard } from "@/shared/ui/LeaveGuard";
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
import { Sought } from "./Sought";
import { TextSettings } from "./TextSettings";

export function SettingsPage() {
  const project = useProject();
  const [changes, setChanges] = useState<ProjectChanges>({});
  const [bad, setBad] = useState<ReadonlySet<string>>(new Set());
  const [query, setQuery] = useState("");
  const save = useSaveProject(project.slug);
  useTitle(t`Settings`, project.name);
  const change = (more: ProjectChanges) => {
    save.reset();
    setChanges({ ...changes, ...more });
  };
  const check = (name: string, isGood: boolean) => {
    save.reset();
    setBad(
      (before) => new Set([...before].filter((each) => each !== name).concat(isGood ? [] : name)),
    );
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (bad.size > 0) return;
    save.mutate(changes, { onSuccess: () => setChanges({}) });
  };
  const current = { ...project, ...changes };
  const problems = problemsIn(save.error);
  const isChanged = Object.keys(changes).length > 0;
  const status = save.isSuccess ? t`Saved` : isChanged ? t`Not saved yet` : "";
  return (
    <Page width="narrow">
      <PageHeader title={t`Settings`} />
      <LeaveGuard isChanged={isChanged || bad.size > 0} />
      <TextInput
        type="search"
        aria-label={t`Search the settings`}
        placeholder={t`Search the settings`}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <form onSubmit={submit} className={classes.form}>
        <Sought query={query}>
          <TextSettings project={current} onChange={change} />
        </Sought>
        <Sought query={query}>
          <AskSettings project={current} problems={problems} onChange={change} />
        </Sought>
        {GROUPS.map((group, index) => (
          <Sought key={group.title.id} query={query}>
            <Panel title={i18n._(group.title)} hint={i18n._(group.hint)}>
              {index === 0 && (
                <AcquisitionRuleSetting rule={current.acquisition_rule} onChange={change} />
              )}
              <NumberSettings
                settings={group.settings}
                project={current}
                problems={problems}
                onChange={change}
                onCheck={check}
              />
            </Panel>
          </Sought>
        ))}
        <Sought query={query}>
          <MixSettings project={current} onChange={change} />
        </Sought>
        <Sought query={query}>
          <LengthSetting project={current} problems={problems} onChange={change} />
        </Sought>
        <ErrorNotice error={save.error} />
        <Group justify="flex-end" className={classes.foot}>
          <Text size="sm" c="dimmed" role="status">
            {bad.size > 0 ? t`Not saved: a number above will not do.` : status}
          </Text>
          <Button type="submit" disabled={!isChanged || bad.size > 0} loading={save.isPending}>
            <Trans>Save</Trans>
          </Button>
        </Group>
      </form>
      <Generators slug={project.slug} />
      <EndOfProject project={project} />
    </Page>
  );
}
