import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort, Started } from './started.ts'

const home = join(mkdtempSync(join(tmpdir(), 'partline-pages-')), 'home')
let started: Started
let browser: Browser

beforeAll(async () => {
  started = new Started(home, await freePort())
  await started.healthUntil(200, 90_000)
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  })
}, 120_000)

afterAll(async () => {
  await browser?.close()
  await started.stop()
  rmSync(join(home, '..'), { recursive: true, force: true })
})

/** A page that notes every request to another host and every complaint of the browser. */
async function watchedPage(headers: Record<string, string> = {}) {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', extraHTTPHeaders: headers })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith('http') && origin !== started.url) complaints.push(request.url())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('favicon')) complaints.push(message.text())
  })
  return { page, complaints }
}

test('the API reference lists the operations without the internet', async () => {
  const { page, complaints } = await watchedPage()
  await page.goto(`${started.url}/v1/reference#/prices/getPrice`)
  await page.waitForSelector('#operations-prices-getPrice')
  const { paths } = (await (await fetch(`${started.url}/v1/openapi.json`)).json()) as { paths: object }
  expect(Object.keys(paths).length).toBeGreaterThan(50)
  expect(await page.locator('#operations-prices-getPrice').textContent()).toContain('Look one part number up')
  expect(complaints.filter((text) => !text.includes('404'))).toEqual([])
})

test('a quote prints on one A4 page in Chinese with its amount in words', async () => {
  const [channel] = started.demo().channels
  const key = channel?.roles.principal?.apiKey ?? ''
  const { items } = await started.get<{ items: { id: string; number: string }[] }>('/v1/quotes?kind=purchase', key)
  const { page, complaints } = await watchedPage({ authorization: `Bearer ${key}` })
  await page.goto(`${started.url}/v1/quotes/${items[0]?.id}/print`)
  const text = await page.locator('body').textContent()
  expect(text).toContain(items[0]?.number)
  expect(text).toMatch(/人民币[壹贰叁肆伍陆柒捌玖拾佰仟万元角分零整]+/)
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
  expect(complaints.filter((line) => !line.includes('404'))).toEqual([])
})

type Statement = { id: string; currencies: Record<'CNY' | 'RBT', { closingFen: number }> }

test("every channel's journals are accepted by hledger, and it finds the statement's closing balance", async () => {
  for (const channel of started.demo().channels) {
    const key = channel.roles.finance?.apiKey ?? ''
    const { items } = await started.get<{ items: Statement[] }>('/v1/statements?limit=100', key)
    expect(items.length).toBeGreaterThanOrEqual(11)
    for (const statement of items) {
      const headers = { authorization: `Bearer ${key}` }
      const journal = await (await fetch(`${started.url}/v1/statements/${statement.id}/journal`, { headers })).text()
      expect(hledger(journal, ['check', '-s', 'ordereddates'])).toBe('')
      const balance = hledger(journal, ['balance', 'assets:receivable', '--layout=bare', '-N', '-O', 'csv'])
      const fen = Math.round(Number(/"(-?[\d.]+)"\s*$/m.exec(balance)?.[1] ?? '0') * 100)
      expect(fen, balance).toBe(statement.currencies.CNY.closingFen)
    }
  }
})

function hledger(journal: string, args: string[]): string {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  const run = spawnSync('hledger', ['-f', '-', ...args], { input: journal, encoding: 'utf8', env })
  if (run.error) throw new Error('this test needs hledger: apt-get install hledger', { cause: run.error })
  return run.status === 0 ? run.stdout : run.stderr
}
