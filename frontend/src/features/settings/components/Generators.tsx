import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Modal } from "@mantine/core";
import { useState } from "react";
import type { Generator } from "@/api/types";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";
import { Panel } from "@/shared/ui/Panel";
import { useGeneratorChanges, useGenerators } from "../api/generators";
import { EndpointForm } from "./EndpointForm";
import { GeneratorRow } from "./GeneratorRow";
import classes from "./Generators.module.css";

/** What writes the candidates: built-in summarisers, and language models behind an address. */
export function Generators({ slug }: { slug: string }) {
  const { data: generators, error } = useGenerators(slug);
  const mutations = useGeneratorChanges(slug);
  const [edited, setEdited] = useState<Generator | "new" | null>(null);
  const close = () => setEdited(null);
  const writing = generators?.filter(({ kind }) => kind !== "import");
  return (
    <Panel
      title={t`Generators`}
      hint={t`What writes the candidate summaries of documents. Language models write in the background; the others' candidates never wait for them.`}
      actions={
        <Button variant="default" onClick={() => setEdited("new")}>
          <Trans>Add a language model</Trans>
        </Button>
      }
    >
      <ErrorNotice error={error ?? mutations.change.error ?? mutations.retry.error} />
      {!writing && !error && <RowsLoading />}
      <ul className={classes.list}>
        {writing?.map((generator) => (
          <GeneratorRow
            key={generator.id}
            generator={generator}
            mutations={mutations}
            onEdit={() => setEdited(generator)}
          />
        ))}
      </ul>
      <Modal
        opened={edited !== null}
        onClose={close}
        title={edited === "new" || edited === null ? t`Add a language model` : edited.name}
        size="lg"
      >
        {edited !== null && (
          <EndpointForm
            generator={edited === "new" ? null : edited}
            mutations={mutations}
            onDone={close}
          />
        )}
      </Modal>
    </Panel>
  );
}
