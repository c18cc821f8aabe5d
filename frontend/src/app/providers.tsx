import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { ApiError } from "@/api/errors";
import { LocaleProvider } from "@/shared/locale/LocaleProvider";
import { meQuery } from "@/shared/session/useMe";
import { styleNonce } from "./styleNonce";
import { makeTheme } from "./theme";

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    // A session that has run out shows in whichever call comes first; the guard then asks
    // for login. The annotation page sends answers outside of this cache and asks by itself.
    onError: (error) => {
      if (error instanceof ApiError && error.isSignedOut) {
        queryClient.setQueryData(meQuery.queryKey, null);
      }
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) => failures < 2 && error instanceof ApiError && error.isPassing,
    },
  },
});

export function Providers({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={queryClient}>
      <LocaleProvider>
        <Themed>{children}</Themed>
      </LocaleProvider>
    </QueryClientProvider>
  );
}

function Themed({ children }: { children: ReactNode }) {
  const [theme] = useState(makeTheme);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      {children}
    </MantineProvider>
  );
}
