import { jsonChunks } from '@partline/catalog'
import type { HqDb, Statement } from '@partline/db'
import { sql } from 'drizzle-orm'
import type { Model } from './models.repo.ts'
import { type ServiceLine, serviceTuple } from './simplify.ts'

/** Replaces a model's service BOM, in the order the table keeps. */
export const replaceServiceBom = (hq: HqDb, modelKey: string, lines: readonly ServiceLine[]): Statement[] => [
  hq.statement(sql`delete from service_bom_line where model_key = ${modelKey}`),
  ...jsonChunks(lines.map(serviceTuple)).map((chunk) =>
    hq.statement(sql`
      insert into service_bom_line (model_key, part_key, serial_from_key, serial_to_key, serial_from, serial_to,
        quantity_milli)
      select ${modelKey}, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5 from json_each(${chunk})`),
  ),
]

/** Aborts the batch when the BOMs of a model have changed since it was read. */
export const bomUnmoved = (hq: HqDb, { key, bomRevision }: Model): Statement =>
  hq.guard('bom-unmoved', sql`exists (select 1 from model where key = ${key} and bom_revision = ${bomRevision})`)

export const moveBom = (hq: HqDb, key: string, now: number): Statement =>
  hq.statement(sql`update model set bom_revision = bom_revision + 1, bom_changed_at = ${now} where key = ${key}`)
