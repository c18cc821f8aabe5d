import { useMutation, useQueryClient, type QueryKey } from "@tanstack/react-query";

type Call = (id: number) => Promise<unknown>;

/** Calling work off and asking for it again; afterwards the list is asked for anew. */
export function useDeeds(queryKey: QueryKey, calls: { cancel: Call; retry: Call }) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey });
  return {
    cancel: useMutation({ mutationFn: calls.cancel, onSettled }),
    retry: useMutation({ mutationFn: calls.retry, onSettled }),
  };
}
