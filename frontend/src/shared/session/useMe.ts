import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { signOut } from "@/api/auth";
import { api, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { Me } from "@/api/types";

async function fetchMe(): Promise<Me | null> {
  try {
    return await unwrap(api.GET("/api/v1/me/"));
  } catch (error) {
    if (error instanceof ApiError && error.isSignedOut) return null;
    throw error;
  }
}

/** Who is signed in; null when nobody is. */
export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: fetchMe,
  staleTime: 5 * 60_000,
  refetchOnWindowFocus: false,
});

export const useMe = () => useQuery(meQuery);

/** The signed-in person, on pages that RequireSession guards. */
export function useSignedIn(): Me {
  const { data } = useMe();
  if (!data) throw new Error("Nobody is signed in.");
  return data;
}

export function useSignOut() {
  const client = useQueryClient();
  return async () => {
    await signOut();
    client.clear();
    window.location.assign("/login");
  };
}
