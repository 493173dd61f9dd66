import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Relative addresses, so that the page works under any path of a server.
  base: "./",
  resolve: {
    // The client's source rather than its build: one change, one reload.
    alias: { "@collabserver/client": here("../client/src/index.ts") },
    dedupe: ["yjs", "y-protocols", "@codemirror/state", "@codemirror/view"],
  },
  build: {
    target: "es2022",
    // Inline data addresses would need exceptions in a strict content security policy.
    assetsInlineLimit: 0,
    // Vite's preload polyfill for old browsers is an inline script otherwise.
    modulePreload: { polyfill: false },
    // Mostly CodeMirror and Yjs.
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      input: { main: here("index.html"), embed: here("src/embed.ts") },
      output: {
        // The embed script keeps its name, because other people's pages hold its address.
        entryFileNames: (chunk) => (chunk.name === "embed" ? "embed.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/shared-[hash].js",
      },
    },
  },
  server: {
    proxy: {
      "/api": "http://localhost:5000",
      "/ws": { target: "http://localhost:5000", ws: true },
    },
  },
});
