import { forgetImports } from '@partline/catalog'
import type { Ctx } from '@partline/db'
import { archiveLookups } from '@partline/evidence'
import { noteSizes, prune, runJobs } from '@partline/operations'
import { forgetCompilations } from '@partline/pricing'
import { expireQuotes, warnOfExpiry } from '@partline/quoting'
import type { SendClosing } from '@partline/settlement'
import { closeDueMonths } from './close-due-months.ts'

type Parts = { sendClosing: SendClosing; files: R2Bucket }

/** What the hourly cron does, one after the other, each noted under its name. One that fails stops no other. */
export const eachHour = (ctx: Ctx, parts: Parts): Promise<void> =>
  runJobs(ctx, {
    'hourly.closeMonths': () => closeDueMonths(ctx, parts.sendClosing),
    'hourly.expireQuotes': () => expireQuotes(ctx),
    'hourly.warnOfExpiry': () => warnOfExpiry(ctx),
    'hourly.archiveLookups': () => archiveLookups(ctx, parts.files),
    'hourly.prune': () => prune(ctx),
    'hourly.forgetImports': () => forgetImports(ctx),
    'hourly.forgetCompilations': () => forgetCompilations(ctx),
    'hourly.noteSizes': () => noteSizes(ctx),
  })
