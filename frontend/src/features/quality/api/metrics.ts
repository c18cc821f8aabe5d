import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { AnswerSource } from "@/api/types";

// Figures over all answers take the server up to seconds, and change slowly.
const SLOW = { staleTime: 60_000 };
const key = (slug: string, name: string, ...more: string[]) => [
  "project",
  slug,
  "metrics",
  name,
  ...more,
];

export const useAgreement = (slug: string, source: AnswerSource) =>
  useQuery({
    queryKey: key(slug, "agreement", source),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/metrics/agreement/", {
          params: { path: { slug }, query: { source } },
        }),
      ),
    ...SLOW,
  });

export const useRaters = (slug: string, source: AnswerSource) =>
  useQuery({
    queryKey: key(slug, "raters", source),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/metrics/raters/", {
          params: { path: { slug }, query: { source } },
        }),
      ),
    ...SLOW,
  });

export const useGenerators = (slug: string, source: AnswerSource) =>
  useQuery({
    queryKey: key(slug, "generators", source),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/metrics/generators/", {
          params: { path: { slug }, query: { source } },
        }),
      ),
    ...SLOW,
  });

export const useBreakdown = (slug: string) =>
  useQuery({
    queryKey: key(slug, "breakdown"),
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/metrics/breakdown/", { params: { path: { slug } } })),
    ...SLOW,
  });

export const useCalibration = (slug: string) =>
  useQuery({
    queryKey: key(slug, "calibration"),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/metrics/calibration/", { params: { path: { slug } } }),
      ),
    ...SLOW,
  });

export const useLift = (slug: string) =>
  useQuery({
    queryKey: key(slug, "lift"),
    queryFn: () =>
      unwrap(api.GET("/api/v1/projects/{slug}/metrics/lift/", { params: { path: { slug } } })),
    ...SLOW,
  });

export const useDisagreements = (slug: string) =>
  useQuery({
    queryKey: key(slug, "disagreements"),
    queryFn: () =>
      unwrap(
        api.GET("/api/v1/projects/{slug}/metrics/disagreements/", { params: { path: { slug } } }),
      ),
    ...SLOW,
  });

/** Asks one more person about a comparison. */
export function useAskAgain(slug: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) =>
      unwrap(
        api.POST("/api/v1/comparisons/{comparison_id}/ask-again/", {
          params: { path: { comparison_id: id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: key(slug, "disagreements") }),
  });
}
