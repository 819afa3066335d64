import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'

/** A server with planted faults: a scanner that finds nothing here proves nothing anywhere. */
const database = new DatabaseSync(':memory:')
database.exec('create table part (number text, name text)')
for (let n = 0; n < 50; n++) database.exec(`insert into part values ('P-${n}', 'part ${n}')`)

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://control')
  const q = url.searchParams.get('q') ?? ''
  if (url.pathname === '/')
    return response
      .setHeader('content-type', 'text/html')
      .end('<a href="/parts?q=part+10">parts</a><a href="/hello?q=you">hello</a>')
  if (url.pathname === '/hello') return response.setHeader('content-type', 'text/html').end(`<p>hello ${q}</p>`)
  try {
    const rows = database.prepare(`select number, name from part where name like '%${q}%'`).all()
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ items: rows }))
  } catch (error) {
    response.statusCode = 500
    response.end(`System.Data.SQLite.SQLiteException: ${(error as Error).message}`)
  }
})

server.listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('listening\n'))
