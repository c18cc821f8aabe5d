import { Select } from "@mantine/core";
import { useState } from "react";
import { useSignedIn } from "@/shared/session/useMe";
import { EmptyState } from "@/shared/ui/EmptyState";
import { Panel } from "@/shared/ui/Panel";
import { RowList } from "@/shared/ui/RowList";
import { useOwnAnswers } from "../api/answers";
import { AnswerTable } from "./AnswerTable";

export function OwnAnswers() {
  const { memberships } = useSignedIn();
  const [slug, setSlug] = useState(memberships[0]?.project);
  if (!slug) return null;
  const projects = memberships.map(({ project, project_name }) => ({
    value: project,
    label: project_name,
  }));
  return (
    <Panel
      title="Own answers"
      hint="Taking one back asks you the same comparison again."
      actions={
        projects.length > 1 && (
          <Select
            aria-label="Project"
            data={projects}
            value={slug}
            allowDeselect={false}
            onChange={(value) => value && setSlug(value)}
          />
        )
      }
      flush
    >
      <Answers key={slug} slug={slug} />
    </Panel>
  );
}

function Answers({ slug }: { slug: string }) {
  const list = useOwnAnswers(slug);
  return (
    <RowList list={list} empty={<EmptyState title="No answers yet" order={3} />}>
      {(answers) => <AnswerTable slug={slug} answers={answers} />}
    </RowList>
  );
}
