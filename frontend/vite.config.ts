import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
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

// Django serves dist/index.html at every page's address and dist/assets/ at /assets/.
export default defineConfig({
  base: "/",
  plugins: [react(), compressed()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
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
  test: { environment: "node", include: ["src/**/*.test.{ts,tsx}"] },
});
