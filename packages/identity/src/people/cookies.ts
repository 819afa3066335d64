/** A session lasts this long whatever is done in it, in seconds: a week. */
export const SESSION_SECONDS = 7 * 86_400
/** Browsers keep no cookie longer, in seconds. */
const DEVICE_SECONDS = 400 * 86_400

type Kind = 'session' | 'device'

/** With TLS the name itself forbids another host or path to set it; plain HTTP cannot use that name. */
const nameOf = (kind: Kind, secure: boolean) => `${secure ? '__Host-' : ''}partline_${kind}`

/** The value of our cookie in a Cookie header; undefined when it is not there or not ours. */
export function readCookie(header: string | undefined, kind: Kind, secure: boolean): string | undefined {
  const start = `${nameOf(kind, secure)}=`
  const found = header
    ?.split(';')
    .map((each) => each.trim())
    .find((each) => each.startsWith(start))
  const value = found?.slice(start.length)
  return value && /^[\w-]{16,100}$/.test(value) ? value : undefined
}

/** A Set-Cookie header for our cookie; an empty value removes it. */
export function writeCookie(kind: Kind, value: string, secure: boolean): string {
  const seconds = value === '' ? 0 : kind === 'session' ? SESSION_SECONDS : DEVICE_SECONDS
  const tls = secure ? '; Secure' : ''
  return `${nameOf(kind, secure)}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${tls}`
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/**
 * Whether a write that a cookie vouches for comes from our own pages: same scheme, host and port, or, when we run on
 * this machine, any page of this machine. No Origin at all is not ours.
 */
export function originAllowed(requestUrl: string, origin: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(origin)) return false
  const [own, other] = [new URL(requestUrl), new URL(origin)]
  return own.origin === other.origin || (LOOPBACK.test(own.hostname) && LOOPBACK.test(other.hostname))
}
