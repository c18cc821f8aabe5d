import { useInfiniteQuery, type QueryKey } from "@tanstack/react-query";

export interface Page<T> {
  next?: string | null;
  results: T[];
}

/** The cursor in a page's link to the next one. */
export function cursorOf(link: string | null | undefined): string | undefined {
  if (!link) return undefined;
  return new URL(link, "http://localhost").searchParams.get("cursor") ?? undefined;
}

interface Options<T> {
  /** Milliseconds to the next asking, given the rows; false for never. */
  refetchWhile?: (rows: T[]) => number | false;
}

/** All rows loaded so far of a cursor-paginated list, and how to get more. */
export function useRows<T>(
  queryKey: QueryKey,
  fetchPage: (cursor: string | undefined) => Promise<Page<T>>,
  { refetchWhile }: Options<T> = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchPage(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<T>) => cursorOf(page.next),
    refetchInterval: (current) =>
      refetchWhile?.(current.state.data?.pages.flatMap((page) => page.results) ?? []) ?? false,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.results),
    error: query.error,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  };
}

export type Rows<T> = ReturnType<typeof useRows<T>>;
