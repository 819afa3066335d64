import { applyD1Migrations } from 'cloudflare:test'
import { env } from 'cloudflare:workers'

await Promise.all([
  applyD1Migrations(env.HQ_DB, env.MIGRATIONS_HQ),
  applyD1Migrations(env.CHANNEL_DB_1, env.MIGRATIONS_CHANNEL),
  applyD1Migrations(env.CHANNEL_DB_2, env.MIGRATIONS_CHANNEL),
  applyD1Migrations(env.TWIN_HQ_DB, env.MIGRATIONS_HQ),
  applyD1Migrations(env.TWIN_CHANNEL_DB_1, env.MIGRATIONS_CHANNEL),
  applyD1Migrations(env.TWIN_CHANNEL_DB_2, env.MIGRATIONS_CHANNEL),
])
