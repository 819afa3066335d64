import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { demoFile } from './home.ts'

/** How one person of the demonstration signs in, herself and with her key. */
type SignIn = { email: string; password: string; apiKey: string }

/** The demonstration's addresses and keys, as outside checks read them. */
export type Demo = {
  baseUrl: string
  hq: Record<string, SignIn>
  channels: {
    id: string
    name: string
    grade: string
    cycle: string
    shard: string
    roles: Record<string, SignIn>
  }[]
}

export function writeDemo(demo: Demo): void {
  writeFileSync(`${demoFile}.new`, `${JSON.stringify(demo, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${demoFile}.new`, demoFile)
}

export function readDemo(): Demo | undefined {
  try {
    return JSON.parse(readFileSync(demoFile, 'utf8')) as Demo
  } catch {
    return undefined
  }
}

/** The sign-ins of HQ and of the first channel, to be read in a terminal. */
export function signInTable(demo: Demo): string {
  const [first] = demo.channels
  const row = (who: string) => {
    return ([role, { email, password, apiKey }]: [string, SignIn]) =>
      `  ${who}  ${role.padEnd(20)}  ${apiKey}\n${' '.repeat(33)}${email}  ${password}`
  }
  return [
    ...Object.entries(demo.hq).map(row('HQ     ')),
    ...Object.entries(first?.roles ?? {}).map(row('channel')),
    `  The channel above is ${first?.name}. The other ${demo.channels.length - 1} are in ${demoFile}`,
  ].join('\n')
}
