import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Center } from "@mantine/core";
import { useState } from "react";
import { EmptyState } from "@/shared/ui/EmptyState";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { Panel } from "@/shared/ui/Panel";
import { useAskAgain, useDisagreements } from "../api/metrics";
import { CsvLink } from "./CsvLink";
import { DisagreementItem } from "./DisagreementItem";
import classes from "./Disagreements.module.css";
import { Loaded } from "./Loaded";

// Of the fifty that there may be.
const AT_ONCE = 8;

/** The answers that surprised the model most, each of which one more person can be asked. */
export function Disagreements({ slug }: { slug: string }) {
  const [shown, setShown] = useState(AT_ONCE);
  const query = useDisagreements(slug);
  const again = useAskAgain(slug);
  return (
    <Panel
      title={t`Where people said otherwise`}
      hint={t`Answers for the side that the model was surest against, before it saw them. One of the two is wrong, or the guidelines are silent: ask one more person. Answers that are asked for here do not count in the figures of the random share.`}
      actions={<CsvLink slug={slug} metric="disagreements" />}
      flush
    >
      <ErrorNotice error={again.error} />
      <Loaded query={query}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`No disagreements`} order={3}>
              <Trans>Either every prediction was right, or nothing has been predicted yet.</Trans>
            </EmptyState>
          ) : (
            <>
              <ol className={classes.list}>
                {rows.slice(0, shown).map((row) => (
                  <DisagreementItem
                    key={row.preference}
                    row={row}
                    to={`/projects/${slug}/comparisons?id=${row.comparison}`}
                    onAsk={() => again.mutate(row.comparison)}
                    pending={again.isPending && again.variables === row.comparison}
                  />
                ))}
              </ol>
              {rows.length > shown && (
                <Center p="md">
                  <Button variant="default" onClick={() => setShown(shown + AT_ONCE)}>
                    <Trans>Show more</Trans>
                  </Button>
                </Center>
              )}
            </>
          )
        }
      </Loaded>
    </Panel>
  );
}
