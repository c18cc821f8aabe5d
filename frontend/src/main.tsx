import "@fontsource-variable/inter/wght.css";
import "@mantine/core/styles.layer.css";
import "@/app/tokens.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router/dom";
import { Providers } from "@/app/providers";
import { router } from "@/app/router";
import { browserSurroundings, reloadWhenStale } from "@/app/staleScripts";

reloadWhenStale(browserSurroundings(import.meta.url));

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Providers>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}
