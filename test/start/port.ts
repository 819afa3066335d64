import { createServer } from 'node:net'

const DEFAULT = 8787

/** The port to serve, from `PORT` or the default. */
export function chosenPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new Error(`PORT is ${JSON.stringify(text)}; it must be a number from 1 to 65535.`)
}

/** Refuses, with what to do, when somebody else listens on the port. */
export async function requireFreePort(port: number): Promise<void> {
  const server = createServer()
  try {
    await new Promise<void>((done, fail) => {
      server.once('error', fail)
      server.listen(port, '127.0.0.1', done)
    })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const reason = code === 'EADDRINUSE' ? 'is taken by another program' : `cannot be used (${code})`
    throw new Error(`Port ${port} ${reason}.
Stop that program, or choose another port:  PORT=${port + 1} npx -y pnpm@12 start`)
  }
  await new Promise((done) => server.close(done))
}
