import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    css: true,
    // One page for all files: making a page takes longer than the tests of a file.
    isolate: false,
    setupFiles: ['tests/labextension/setup.ts'],
    include: ['labextension/src/**/*.test.ts', 'tests/labextension/**/*.test.ts']
  }
});
