import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** Judges from outside: real programs and browsers, run by `pnpm test:e2e`. */
export default defineConfig({
  root,
  test: { name: 'e2e', include: ['test/e2e/**/*.e2e.test.ts'], environment: 'node', testTimeout: 120_000 },
})
