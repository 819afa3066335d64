/**
 * What counts as one place on the network: an IPv4 address, or the /64 an IPv6 address belongs to, since one household
 * or attacker has all of it. `local` when there is no address.
 */
export function networkOf(address: string): string {
  const text = address.trim().toLowerCase()
  if (text === '') return 'local'
  if (!text.includes(':')) return text
  const [head = '', tail] = text.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
