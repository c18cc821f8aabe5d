import { createBrowserRouter, type RouteObject } from "react-router";
import { RequireRole } from "@/shared/project/RequireRole";
import { RequireSession } from "@/shared/session/RequireSession";
import { NotFound } from "@/shared/ui/ErrorPage";
import { PageLoading } from "@/shared/ui/Loading";
import { Frame } from "./Frame";
import { ProjectFrame } from "./ProjectFrame";
import { RouteError } from "./RouteError";

/** Every page is a script of its own, loaded when first visited. */
export const routes: RouteObject[] = [
  {
    errorElement: <RouteError />,
    HydrateFallback: PageLoading,
    children: [
      { path: "/login", lazy: () => import("@/features/login") },
      { path: "/invitation", lazy: () => import("@/features/invitation") },
      { path: "/forgotten-password", lazy: () => import("@/features/password/forgotten") },
      { path: "/new-password", lazy: () => import("@/features/password/new") },
      {
        element: <RequireSession />,
        children: [
          {
            element: <Frame />,
            errorElement: <RouteError />,
            children: [
              { path: "/", lazy: () => import("@/features/projects") },
              { path: "/account", lazy: () => import("@/features/account") },
              {
                path: "/projects/:slug",
                element: <ProjectFrame />,
                children: [
                  { path: "annotate", lazy: () => import("@/features/annotate") },
                  { path: "history", lazy: () => import("@/features/history") },
                  { path: "answers/:id", lazy: () => import("@/features/annotate/change") },
                  { path: "nodes/:id", lazy: () => import("@/features/documents/node") },
                  {
                    element: <RequireRole role="researcher" />,
                    children: [
                      { index: true, lazy: () => import("@/features/overview") },
                      { path: "documents", lazy: () => import("@/features/documents/list") },
                      { path: "documents/:id", lazy: () => import("@/features/documents/tree") },
                      { path: "comparisons", lazy: () => import("@/features/comparisons") },
                      { path: "generation", lazy: () => import("@/features/plans") },
                      { path: "search", lazy: () => import("@/features/search") },
                      { path: "data", lazy: () => import("@/features/data") },
                      { path: "model", lazy: () => import("@/features/model") },
                      { path: "quality", lazy: () => import("@/features/quality") },
                      { path: "audits", lazy: () => import("@/features/audits") },
                      { path: "red-team", lazy: () => import("@/features/red-team") },
                      { path: "members", lazy: () => import("@/features/members") },
                    ],
                  },
                  {
                    element: <RequireRole role="admin" />,
                    children: [
                      { path: "settings", lazy: () => import("@/features/settings") },
                      { path: "health", lazy: () => import("@/features/health") },
                      { path: "audit-log", lazy: () => import("@/features/audit-log") },
                    ],
                  },
                ],
              },
              { path: "*", element: <NotFound /> },
            ],
          },
        ],
      },
    ],
  },
];

export const router = createBrowserRouter(routes);
