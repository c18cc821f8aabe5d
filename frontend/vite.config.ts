import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { transformAsync } from "@babel/core";
import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const backend = process.env.PLUMBLINE_BACKEND ?? "http://127.0.0.1:8000";
const backendPaths = ["/api", "/_allauth", "/accounts", "/admin", "/static"];

/** Puts compressed copies beside scripts and styles; WhiteNoise serves them to whoever can read them. */
const compressed = (): Plugin => ({
  name: "compressed",
  apply: "build",
  writeBundle({ dir = "dist" }, files) {
    for (const name of Object.keys(files).filter((each) => /\.(js|css|svg)$/.test(each))) {
      const path = join(dir, name);
      const content = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(content));
    }
  },
});

/**
 * Turns Lingui's macros into calls. The English text stays beside each message's id, so that a
 * page brings its own English and English needs no catalogue.
 */
const messages = (): Plugin => ({
  name: "messages",
  enforce: "pre",
  transform: {
    filter: { id: /\/src\/.*\.tsx?$/, code: /@lingui\/(core|react)\/macro/ },
    async handler(code, id) {
      const result = await transformAsync(code, {
        filename: id,
        configFile: false,
        babelrc: false,
        sourceMaps: true,
        parserOpts: { plugins: ["typescript", ...(id.endsWith("x") ? ["jsx" as const] : [])] },
        plugins: [["@lingui/babel-plugin-lingui-macro", { extract: true }]],
      });
      return result?.code ? { code: result.code, map: result.map } : null;
    },
  },
});

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

// Django serves dist/index.html at every page's address and dist/assets/ at /assets/.
export default defineConfig({
  base: "/",
  plugins: [messages(), lingui(), react(), compressed()],
  resolve: {
    alias: {
      "@": source("./src"),
      "hast-util-from-html-isomorphic": source("./src/shared/text/parseFormula.ts"),
    },
  },
  server: {
    proxy: Object.fromEntries(backendPaths.map((path) => [path, { target: backend }])),
  },
  build: {
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      output: {
        // What most pages use comes in one piece; the rest stays with the pages that use it.
        codeSplitting: { groups: [{ name: "common", minShareCount: 4 }] },
      },
    },
  },
  test: {
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/shared/locale/testEnglish.ts"],
  },
});
