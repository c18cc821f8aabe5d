import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ErrorNotice } from "@/shared/ui/ErrorNotice";
import { RowsLoading } from "@/shared/ui/Loading";

interface Props<T> {
  query: UseQueryResult<T>;
  children: (data: T) => ReactNode;
}

/** What was asked for, or that it is on its way, or why it is not. */
export function Loaded<T>({ query: { data, error }, children }: Props<T>) {
  if (data !== undefined) return children(data);
  return error ? <ErrorNotice error={error} /> : <RowsLoading />;
}
