import { Trans } from "@lingui/react/macro";
import { Button, Center } from "@mantine/core";
import type { ReactNode } from "react";
import type { Rows } from "@/api/pages";
import { ErrorNotice } from "./ErrorNotice";
import { RowsLoading } from "./Loading";

interface Props<T> {
  list: Rows<T>;
  empty: ReactNode;
  children: (rows: T[]) => ReactNode;
}

/** A list's states: loading, failed, empty, filled, with more to load. */
export function RowList<T>({ list, empty, children }: Props<T>) {
  if (list.error && !list.rows) return <ErrorNotice error={list.error} />;
  if (!list.rows) return <RowsLoading />;
  if (list.rows.length === 0) return empty;
  return (
    <>
      {children(list.rows)}
      {list.hasMore && (
        <Center p="md">
          <Button variant="default" size="sm" onClick={list.loadMore} loading={list.isLoadingMore}>
            <Trans>Show more</Trans>
          </Button>
        </Center>
      )}
    </>
  );
}
