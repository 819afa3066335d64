/** Hosts that never lead to the public internet, by name. */
const PRIVATE_NAME = /^(localhost|.*\.(localhost|local|internal|intranet|lan|home\.arpa))$/

/** IPv4 ranges that are not public: first address and prefix length. */
const PRIVATE_RANGES: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
]

const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

function isPrivateIpv4(address: string): boolean {
  const value = numberOf(address)
  return PRIVATE_RANGES.some(([first, length]) => {
    const size = 2 ** (32 - length)
    return Math.floor(value / size) === Math.floor(numberOf(first) / size)
  })
}

/** Public IPv6 is 2000::/3 without documentation, 6to4 and Teredo, which can wrap any IPv4 address. */
function isPrivateIpv6(address: string): boolean {
  if (!/^[23][0-9a-f]{3}:/.test(address)) return true
  return /^(2002:|2001:db8:|2001:0?:|2001::|3fff:)/.test(address)
}

const isLoopback = (host: string) => host === 'localhost' || host === '[::1]' || /^127\./.test(host)

function isPrivateHost(host: string): boolean {
  if (host.startsWith('[')) return isPrivateIpv6(host.slice(1, -1))
  if (/^[\d.]+$/.test(host)) return isPrivateIpv4(host)
  return PRIVATE_NAME.test(host) || !host.includes('.')
}

/**
 * Whether an endpoint may be called: https on the public internet, without credentials or fragment. The URL parser has
 * already turned `0x7f.1`, `2130706433` and full-width digits into the address they are.
 * @param loopback allows http to this very machine, for local work
 */
export function isAllowedUrl(text: string, loopback: boolean): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  if (url.username !== '' || url.password !== '' || url.hash !== '') return false
  const host = url.hostname.replace(/\.$/, '')
  if (loopback && url.protocol === 'http:' && isLoopback(host)) return true
  return url.protocol === 'https:' && !isPrivateHost(host)
}
