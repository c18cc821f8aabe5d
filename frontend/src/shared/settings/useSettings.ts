import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { toApiError } from "@/api/errors";
import type { Settings, SettingsChanges } from "@/api/types";
import { useSignedIn } from "@/shared/session/useMe";
import { dropUnsent, keepChange, keepStored, readKept } from "./keeping";

const settingsQuery = (username: string) =>
  queryOptions({
    queryKey: ["settings", username],
    queryFn: async () => {
      await sendUnsent(username).catch(() => undefined);
      return keepStored(username, await unwrap(api.GET("/api/v1/me/settings/")));
    },
    // What this browser kept is shown at once, and looked after at every visit.
    initialData: () => readKept(username).settings,
    initialDataUpdatedAt: 0,
    staleTime: 60_000,
  });

async function sendUnsent(username: string): Promise<void> {
  const { unsent } = readKept(username);
  if (Object.keys(unsent).length === 0) return;
  try {
    await unwrap(api.PATCH("/api/v1/me/settings/", { body: unsent }));
  } catch (cause) {
    const error = toApiError(cause);
    if (!error.isPassing && !error.isSignedOut) dropUnsent(username, unsent);
    throw error;
  }
  dropUnsent(username, unsent);
}

/** How the signed-in person works, in whichever browser: read at once, kept on the server. */
export function useSettings() {
  const { username } = useSignedIn();
  const client = useQueryClient();
  const query = settingsQuery(username);
  const { data: settings } = useQuery(query);
  const save = useMutation({
    // One after the other, so that the last change wins on the server too.
    scope: { id: `settings ${username}` },
    mutationFn: () => sendUnsent(username),
  });
  const change = (changesOf: (now: Settings) => SettingsChanges) => {
    void client.cancelQueries(query);
    const changed = keepChange(username, changesOf(readKept(username).settings));
    client.setQueryData(query.queryKey, changed);
    save.mutate();
  };
  return { settings, change, error: save.error };
}
