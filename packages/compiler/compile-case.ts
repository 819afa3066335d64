import { readFileSync } from 'node:fs'
import { compileCase } from './src/compile-case.ts'
import { readPriceCase } from './src/price-case.ts'

/** `pnpm -s compile-case FILE.json`: prints the compiled case as JSON; exit 1 and a sentence when the file will not do. */
try {
  const [file] = process.argv.slice(2)
  if (!file) throw new Error('give the file of a price case: pnpm -s compile-case FILE.json')
  process.stdout.write(
    `${JSON.stringify(compileCase(readPriceCase(JSON.parse(readFileSync(file, 'utf8')))), null, 1)}\n`,
  )
} catch (error) {
  process.stderr.write(`compile-case: ${(error as Error).message}\n`)
  process.exitCode = 1
}
