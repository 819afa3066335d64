import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'

const root = new URL('..', import.meta.url).pathname
const scriptOf = (name: string) =>
  globSync(`migrations/${name}/*.sql`, { cwd: root })
    .toSorted()
    .map((path) => readFileSync(`${root}${path}`, 'utf8'))
    .join('\n')

/** Dumps must load elsewhere than on D1, so the machine's own SQLite, often an older one, has a say. */
const SHELL = process.env.SQLITE3 ?? 'sqlite3'
const shell = spawnSync(SHELL, ['--version'])

for (const name of ['hq', 'channel']) {
  test(`the ${name} migrations load, numbered without a gap, in any SQLite`, () => {
    const numbers = globSync(`migrations/${name}/*.sql`, { cwd: root })
      .toSorted()
      .map((path) => path.split('/')[2]?.slice(0, 5))
    expect(numbers).toEqual(numbers.map((_, index) => `${String(index + 1).padStart(4, '0')}_`))
    const db = new DatabaseSync(':memory:')
    db.exec(scriptOf(name))
    expect(db.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' })
    expect(db.prepare('pragma foreign_key_check').all()).toEqual([])
  })

  test.skipIf(shell.error)(`the ${name} migrations load in the sqlite3 of this machine`, () => {
    const loaded = spawnSync(SHELL, ['-bail', ':memory:'], { input: scriptOf(name), encoding: 'utf8' })
    expect([loaded.status, loaded.stderr]).toEqual([0, ''])
  })
}
