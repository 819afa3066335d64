import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { buildAssets } from '../workers/build-assets.ts'

const root = new URL('..', import.meta.url).pathname

/** Pure rules run in Node; whatever touches D1 runs in workerd with real databases. */
export default defineConfig(async () => {
  buildAssets(root)
  const hq = await readD1Migrations(`${root}migrations/hq`)
  const channel = await readD1Migrations(`${root}migrations/channel`)
  const catalogue = gunzipSync(readFileSync(`${root}test/demo/catalogue/classic-car-parts.csv.gz`)).toString()
  return {
    root,
    test: {
      projects: [
        {
          root,
          test: {
            name: 'rules',
            include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts'],
            exclude: ['**/*.worker.test.ts', 'test/e2e/**', '**/node_modules/**'],
            environment: 'node',
          },
        },
        {
          root,
          plugins: [
            cloudflareTest({
              wrangler: { configPath: `${root}wrangler.toml` },
              miniflare: {
                bindings: { MIGRATIONS_HQ: hq, MIGRATIONS_CHANNEL: channel, CATALOGUE_CSV: catalogue },
                d1Databases: { TWIN_HQ_DB: 'twin-hq', TWIN_CHANNEL_DB_1: 'twin-1', TWIN_CHANNEL_DB_2: 'twin-2' },
                r2Buckets: { TWIN_FILES: 'twin-files' },
              },
            }),
          ],
          test: {
            name: 'worker',
            include: ['packages/*/src/**/*.worker.test.ts', 'test/**/*.worker.test.ts'],
            setupFiles: ['./test/setup.ts'],
            testTimeout: 30_000,
            hookTimeout: 60_000,
          },
        },
      ],
    },
  }
})
