import { i18n } from "@lingui/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { sentence } from "@/shared/lib/format";

/** What there is to choose from, as the server has it. */
export const choicesQuery = queryOptions({
  queryKey: ["choices"],
  queryFn: () => unwrap(api.GET("/api/v1/choices/")),
  staleTime: Infinity,
});

export const useChoices = () => useQuery(choicesQuery).data;

/** Names acquisition rules as the server labels them. */
export function useRuleName(): (rule: string) => string {
  const rules = useChoices()?.acquisition_rules;
  return (rule) => i18n._(rules?.find(({ name }) => name === rule)?.label ?? sentence(rule));
}
