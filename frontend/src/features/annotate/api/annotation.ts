import { queryOptions } from "@tanstack/react-query";
import { answered, api, unwrap } from "@/api/client";
import type {
  Answered,
  OwnAnswer,
  Passages,
  Passed,
  Preference,
  PreferenceCreate,
  Served,
  Undone,
} from "@/api/types";

/** How many comparisons are leased to us beside the one on the screen. */
const COMPARISONS_AHEAD = 2;

/** What is asked for along with an answer: what comes after it, and what need not come again. */
export interface Line {
  /** True where nothing is left to look at until the server has said what comes next. */
  next: boolean;
  known: number[];
}

/** The next comparison and those after it, or why there is none. */
export interface Turn {
  served: Served | null;
  ahead: Served[];
  reason: string | null;
  retryAt: string | null;
}

const asking = (id: number, { next, known }: Line) => ({
  params: {
    path: { comparison_id: id },
    query: {
      ahead: COMPARISONS_AHEAD,
      ...(next && { next }),
      ...(known.length && { known: known.join() }),
    },
  },
});

export async function fetchNext(slug: string): Promise<Turn> {
  const { data, response } = await answered(
    api.POST("/api/v1/projects/{slug}/next/", {
      params: { path: { slug }, query: { ahead: COMPARISONS_AHEAD } },
    }),
  );
  const found = response.status === 204 ? undefined : data;
  return {
    served: found ?? null,
    ahead: found?.ahead ?? [],
    reason: response.headers.get("X-Queue-Reason"),
    retryAt: response.headers.get("X-Queue-Retry-At"),
  };
}

export const sendAnswer = (
  comparison: number,
  body: PreferenceCreate,
  line: Line,
): Promise<Answered> =>
  unwrap(
    api.POST("/api/v1/comparisons/{comparison_id}/preferences/", {
      ...asking(comparison, line),
      body,
    }),
  );

export const skipComparison = (comparison: number, reason: string, line: Line): Promise<Passed> =>
  unwrap(
    api.POST("/api/v1/comparisons/{comparison_id}/skip/", {
      ...asking(comparison, line),
      body: reason ? { reason } : {},
    }),
  );

export const flagComparison = (comparison: number, reason: string, line: Line): Promise<Passed> =>
  unwrap(
    api.POST("/api/v1/comparisons/{comparison_id}/flag/", {
      ...asking(comparison, line),
      body: { reason },
    }),
  );

/** Which passages of the source the sentences of both responses are most like. */
export const fetchPassages = (comparison: number): Promise<Passages> =>
  unwrap(
    api.GET("/api/v1/comparisons/{comparison_id}/passages/", {
      params: { path: { comparison_id: comparison } },
    }),
  );

/** One of one's own answers with what was judged; read once, since it is worked on. */
export const ownAnswerQuery = (preference: number) =>
  queryOptions({
    queryKey: ["own-answer", preference],
    queryFn: (): Promise<OwnAnswer> =>
      unwrap(
        api.GET("/api/v1/preferences/{preference_id}/", {
          params: { path: { preference_id: preference } },
        }),
      ),
    staleTime: Infinity,
    gcTime: 0,
  });

/** Puts another answer in the place of one's own. */
export const changeAnswer = (preference: number, body: PreferenceCreate): Promise<Preference> =>
  unwrap(
    api.POST("/api/v1/preferences/{preference_id}/change/", {
      params: { path: { preference_id: preference } },
      body,
    }),
  );

export const undoPreference = (preference: number): Promise<Undone> =>
  unwrap(
    api.POST("/api/v1/preferences/{preference_id}/undo/", {
      params: { path: { preference_id: preference } },
    }),
  );
