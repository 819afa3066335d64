import { readdirSync } from 'node:fs'

/** What a soak in this folder exports. Options are `--name value`; it throws when a promise was broken. */
export type Soak = (options: Record<string, string>) => Promise<void>

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'soak.ts')
  .map((file) => file.slice(0, -3))

async function main([name = '', ...rest]: string[]): Promise<void> {
  if (!names.includes(name)) throw new Error(`pnpm soak ${names.join(' | ')}`)
  const options: Record<string, string> = {}
  for (let at = 0; at < rest.length; at += 2) options[rest[at]?.replace(/^--/, '') ?? ''] = rest[at + 1] ?? ''
  const { soak } = (await import(`./${name}.ts`)) as { soak: Soak }
  await soak(options)
}

main(process.argv.slice(2)).then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`)
    process.exit(1)
  },
)
