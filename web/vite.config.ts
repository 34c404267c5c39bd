import { defineConfig } from 'vite';

// No inline script and no inline asset: the server's Content-Security-Policy allows scripts of the
// assets' folder only, and a module preload polyfill would be an inline one.
export default defineConfig({
  base: './',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    outDir: 'dist',
    assetsDir: 'assets',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
});
