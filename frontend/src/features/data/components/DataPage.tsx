import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { SimpleGrid } from "@mantine/core";
import { useTitle } from "@/shared/lib/useTitle";
import { useProject } from "@/shared/project/useProject";
import { Page } from "@/shared/ui/Page";
import { PageHeader } from "@/shared/ui/PageHeader";
import { ExportForm } from "./ExportForm";
import { ImportForm } from "./ImportForm";
import { Imports } from "./Imports";
import { Jobs } from "./Jobs";
import { Snapshots } from "./Snapshots";

export function DataPage() {
  const { slug, name } = useProject();
  useTitle(t`Data`, name);
  return (
    <Page>
      <PageHeader title={t`Data`}>
        <Trans>
          Preferences in, datasets out. Both are jobs: you may leave this page while they run.
        </Trans>
      </PageHeader>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing={20}>
        <ImportForm slug={slug} />
        <ExportForm slug={slug} />
      </SimpleGrid>
      <Jobs slug={slug} />
      <Imports />
      <Snapshots />
    </Page>
  );
}
