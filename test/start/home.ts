import { fileURLToPath } from 'node:url'

/** The project's own folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** Where `start` keeps everything it writes; `PARTLINE_HOME` names another place. */
export const home = process.env.PARTLINE_HOME ?? `${root}/.partline`

/** The databases. */
export const stateFolder = `${home}/state`

/** The demonstration's addresses and keys (shared/api.md). */
export const demoFile = `${home}/demo.json`

/** The process that has the databases open. */
export const lockFile = `${home}/running.json`
