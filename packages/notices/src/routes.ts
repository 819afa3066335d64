import { type AppEnv, answerList, IdParam, operation, runOnce, showing, valid } from '@partline/http'
import { Hono } from 'hono'
import { pageOfDispatches } from './dispatches.repo.ts'
import { inboxOf, readerOf } from './inbox.ts'
import {
  DispatchesQuery,
  DispatchesView,
  NoticesQuery,
  NoticesView,
  NoticeView,
  PreferencesInput,
  PreferencesView,
  ReadAllView,
} from './inputs.ts'
import { DISPATCHES, NOTICES } from './list-sheets.ts'
import { markEverythingRead, markRead } from './mark-read.ts'
import { getNotice, pageOfNotices } from './notices.repo.ts'
import { readPreferences, setPreferences } from './set-preferences.ts'
import { toDispatchView, toNoticeView, toPreferencesView } from './views.ts'

const own = { may: 'notice:read', tag: 'notices' } as const

/** The caller's own inbox: HQ's people have one in HQ, a channel's in the channel. */
export const noticeRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({ ...own, id: 'listNotices', exports: true, summary: 'My notices', answers: { 200: NoticesView } }),
    valid('query', NoticesQuery),
    async (c) => {
      const { ctx } = c.var
      const { unread, ...request } = c.req.valid('query')
      const wanted = unread === undefined ? undefined : unread === 'true'
      return answerList(
        c,
        request,
        (page) => pageOfNotices(inboxOf(ctx), readerOf(ctx), page, wanted).then(showing(toNoticeView)),
        NOTICES,
      )
    },
  )
  .post(
    '/:id/read',
    operation({ ...own, id: 'readNotice', write: true, summary: 'Mark one as read', answers: { 200: NoticeView } }),
    valid('param', IdParam),
    async (c) => {
      const { ctx } = c.var
      const { id } = c.req.valid('param')
      const db = inboxOf(ctx)
      const verb = () => markRead(ctx, id)
      return c.json(toNoticeView(await runOnce(c, db, verb, (same) => getNotice(db, readerOf(ctx), same))))
    },
  )

export const noticeReadRoutes = new Hono<AppEnv>().post(
  '/',
  operation({
    ...own,
    id: 'readAllNotices',
    write: true,
    summary: 'Mark all as read',
    answers: { 200: ReadAllView },
  }),
  async (c) => {
    const { ctx } = c.var
    const verb = () => markEverythingRead(ctx)
    return c.json({ read: await runOnce(c, inboxOf(ctx), verb, async () => 0) })
  },
)

export const noticePreferenceRoutes = new Hono<AppEnv>()
  .get(
    '/',
    operation({ ...own, id: 'getNoticePreferences', summary: 'What I am told of', answers: { 200: PreferencesView } }),
    async (c) => c.json(toPreferencesView(await readPreferences(c.var.ctx))),
  )
  .put(
    '/',
    operation({
      ...own,
      id: 'setNoticePreferences',
      write: true,
      summary: 'Choose what I am told of',
      answers: { 200: PreferencesView },
    }),
    valid('json', PreferencesInput),
    async (c) => {
      const { ctx } = c.var
      const input = c.req.valid('json')
      const verb = () => setPreferences(ctx, input)
      return c.json(toPreferencesView(await runOnce(c, inboxOf(ctx), verb, () => readPreferences(ctx))))
    },
  )

export const noticeDispatchRoutes = new Hono<AppEnv>().get(
  '/',
  operation({
    id: 'listNoticeDispatches',
    exports: true,
    may: 'notice-dispatch:read',
    tag: 'notices',
    summary: 'What went out by e-mail, message or webhook',
    answers: { 200: DispatchesView },
  }),
  valid('query', DispatchesQuery),
  async (c) => {
    const { sender, ...request } = c.req.valid('query')
    return answerList(
      c,
      request,
      (page) => pageOfDispatches(c.var.ctx, page, sender).then(showing(toDispatchView)),
      DISPATCHES,
    )
  },
)
