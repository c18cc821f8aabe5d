import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.layer.css";
import "@/app/tokens.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { Providers } from "@/app/providers";
import { router } from "@/app/router";
import { activate, localeOf, readEnglish, storedLocale } from "@/shared/locale/locales";
import { shareNonce } from "@/app/styleNonce";
import { browserSurroundings, reloadWhenStale } from "@/app/staleScripts";

shareNonce();
reloadWhenStale(browserSurroundings(import.meta.url));

function start() {
  const root = document.getElementById("root");
  if (!root) return;
  createRoot(root).render(
    <StrictMode>
      <Providers>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}

readEnglish();
// Where the chosen language cannot be loaded, the page is there in English.
void activate(storedLocale())
  .catch(() => activate(localeOf(null)))
  .then(start);
