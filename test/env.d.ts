declare namespace Cloudflare {
  interface Env {
    MIGRATIONS_HQ: import('cloudflare:test').D1Migration[]
    MIGRATIONS_CHANNEL: import('cloudflare:test').D1Migration[]
    /** The whole real catalogue: part_number,name,superseded_by. */
    CATALOGUE_CSV: string
    /** A second deployment, for tests that compare two worlds. */
    TWIN_HQ_DB: D1Database
    TWIN_CHANNEL_DB_1: D1Database
    TWIN_CHANNEL_DB_2: D1Database
    TWIN_FILES: R2Bucket
  }
}
