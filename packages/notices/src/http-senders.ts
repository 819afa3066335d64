import type { Outgoing, Sender, SendResult } from './senders.ts'

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** A gateway that hangs is given up after this long, and tried again later. */
const TIMEOUT_MS = 5_000

type Settings = Record<string, string | undefined>

/**
 * The senders an operator has configured in variables and secrets: NOTICE_WEBHOOK_URL, NOTICE_WECOM_URL (group robot),
 * NOTICE_MAIL_URL and NOTICE_SMS_URL (HTTP gateways), each with an optional …_TOKEN sent as a bearer. None set, none made.
 */
export function sendersOf(env: object, fetcher: Fetch = fetch): Sender[] {
  const settings = env as Settings
  const post = (name: string, body: (message: Outgoing) => unknown) => {
    const url = settings[`NOTICE_${name}_URL`]
    const token = settings[`NOTICE_${name}_TOKEN`]
    if (!url) return undefined
    return (message: Outgoing) => postJson(fetcher, url, token, body(message))
  }
  const webhook = post('WEBHOOK', ({ words, address: _, ...message }) => ({ ...message, ...words }))
  const wecom = post('WECOM', ({ words }) => ({
    msgtype: 'text',
    text: { content: `${words.title.zh}\n${words.text.zh}` },
  }))
  const mail = post('MAIL', ({ address, words }) => ({
    to: address,
    subject: words.title.zh,
    text: bothLanguages(words),
  }))
  const sms = post('SMS', ({ address, words }) => ({ to: address, text: words.title.zh }))
  return [
    ...(webhook ? [{ name: 'webhook', reaches: 'event', send: webhook } as const] : []),
    ...(wecom
      ? [
          {
            name: 'wecom',
            reaches: 'hqEvent',
            send: async (message: Outgoing) => robotAnswer(await wecom(message)),
          } as const,
        ]
      : []),
    ...(mail ? [{ name: 'mail', reaches: 'email', send: mail } as const] : []),
    ...(sms ? [{ name: 'sms', reaches: 'mobile', send: sms } as const] : []),
  ]
}

const bothLanguages = ({ title, text }: Outgoing['words']) => `${text.zh}\n\n${title.en}\n${text.en}`

async function postJson(fetcher: Fetch, url: string, token: string | undefined, body: unknown): Promise<SendResult> {
  const headers: Record<string, string> = { 'content-type': 'application/json' }
  if (token) headers.authorization = `Bearer ${token}`
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS)
    const response = await fetcher(url, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      signal,
      redirect: 'manual',
    })
    const answer = (await response.text()).slice(0, 200)
    return { outcome: response.ok ? 'sent' : 'refused', status: response.status, detail: answer }
  } catch (error) {
    return { outcome: 'unreachable', status: null, detail: error instanceof Error ? error.name : 'error' }
  }
}

/** WeCom answers 200 to everything and says in `errcode` whether it took the message. */
function robotAnswer(result: SendResult): SendResult {
  if (result.outcome !== 'sent') return result
  return /"errcode"\s*:\s*0\b/.test(result.detail) ? result : { ...result, outcome: 'refused' }
}
