import { t } from "@lingui/core/macro";
import { useNavigate, useParams } from "react-router";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { useNode } from "../api/documents";
import { NodeContent } from "./NodeContent";

/** One node by itself: for whoever answered about it and does not see the tree. */
export function NodePage() {
  const { slug } = useProject();
  const id = Number(useParams().id);
  const navigate = useNavigate();
  const { data: node } = useNode(id);
  useTitle(node?.document_title ?? t`Part`);
  return (
    <Page width="narrow">
      <PageHeader title={node?.document_title ?? t`Part of a document`} />
      <Panel>
        <NodeContent
          id={id}
          onSelect={(other) => void navigate(`/projects/${slug}/nodes/${other}`)}
        />
      </Panel>
    </Page>
  );
}
