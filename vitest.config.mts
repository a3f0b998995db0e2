import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'jsdom',
    css: true,
    setupFiles: ['tests/labextension/setup.ts'],
    include: ['labextension/src/**/*.test.ts', 'tests/labextension/**/*.test.ts']
  }
});
