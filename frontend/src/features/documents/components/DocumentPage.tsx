import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Anchor, Group, Text } from "@mantine/core";
import { Link, useParams, useSearchParams } from "react-router";
import { errorFromBody } from "@/api/errors";
import { count } from "@/shared/lib/format";
import { useTitle } from "@/shared/lib/useTitle";
import { atLeast } from "@/shared/project/roles";
import { useProject } from "@/shared/project/useProject";
import { RemoveButton } from "@/shared/removals/RemoveButton";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { ErrorPage } from "@/shared/ui/ErrorPage";
import { PageLoading } from "@/shared/ui/Loading";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { Panel } from "@/shared/ui/Panel";
import { RichText } from "@/shared/text/RichText";
import { StateBadge } from "@/shared/ui/StateBadge";
import { useDocument } from "../api/documents";
import { NodeDrawer } from "./NodeDrawer";
import { NodeList } from "./NodeList";
import { TracedText } from "./TracedText";
import { TreeMap } from "./TreeMap";

export function DocumentPage() {
  const { slug, role } = useProject();
  const { data: document, error } = useDocument(Number(useParams().id));
  const [params, setParams] = useSearchParams();
  useTitle(document?.title);
  if (error && !document) return <ErrorPage error={error} />;
  if (!document) return <PageLoading />;
  const selected = Number(params.get("node")) || null;
  const select = (id: number | null) =>
    setParams(id === null ? {} : { node: String(id) }, { replace: true });
  const { nodes } = document;
  const characters = plural(document.characters, { one: "# character", other: "# characters" });
  const nodesIn = plural(nodes.length, { one: "# node", other: "# nodes" });
  const root = nodes.find(({ parent }) => parent === null);
  return (
    <Page>
      <PageHeader title={document.title} actions={<StateBadge state={document.state} />}>
        <Group gap="md">
          <Anchor component={Link} to={`/projects/${slug}/documents`} size="sm">
            <Trans>All documents</Trans>
          </Anchor>
          <span>
            <Trans>
              {characters} in {nodesIn}, {count(document.settled_nodes)} settled
            </Trans>
          </span>
        </Group>
      </PageHeader>
      <ErrorNotice
        error={document.error && errorFromBody(400, document.error)}
        title={t`It could not be read`}
      />
      {document.state === "reading" && (
        <Text>
          <Trans>It is being read and split. The tree appears here by itself.</Trans>
        </Text>
      )}
      {document.summary !== null && (
        <Panel
          title={t`Summary`}
          hint={t`Each sentence leads to the passages of the document that it was made from.`}
        >
          {root?.leading ? (
            <TracedText response={root.leading.response} text={document.summary} inDocument />
          ) : (
            <RichText text={document.summary} />
          )}
        </Panel>
      )}
      {nodes.length > 0 && (
        <>
          <Panel
            title={t`Tree`}
            hint={t`Each block covers its span of the text; the root is on top.`}
          >
            <TreeMap nodes={nodes} selected={selected} onSelect={select} />
          </Panel>
          <Panel title={t`Nodes`} flush>
            <NodeList nodes={nodes} onSelect={select} />
          </Panel>
        </>
      )}
      {atLeast(role, "admin") && (
        <Group justify="flex-end">
          <RemoveButton
            slug={slug}
            target={{ kind: "document", document: document.id }}
            label={<Trans>Delete document</Trans>}
            title={t`Delete ${document.title}?`}
            variant="light"
            color="red"
          >
            <Trans>The document goes with its tree and all answers about it.</Trans>
          </RemoveButton>
        </Group>
      )}
      <NodeDrawer id={selected} onSelect={select} onClose={() => select(null)} />
    </Page>
  );
}
