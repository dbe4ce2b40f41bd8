import { isIPv6 } from 'node:net'

/** How many of the eight groups of an IPv6 address name the network: within it, anyone has 2^64 addresses to change. */
const NETWORK_GROUPS = 4

/**
 * The place that attempts come from: an address, or the network of an IPv6 address (RFC 6177: a site gets a /64
 * at least). One of IPv4 that is written as IPv6 is the one of IPv4.
 */
export function placeOf(address: string): string {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined || !isIPv6(address)) return mapped ?? address
  const [before = '', after] = withoutZone(address).split('::')
  const [head, tail] = [groups(before), groups(after ?? '')]
  const left = after === undefined ? 0 : 8 - head.length - tail.length
  const all = [...head, ...Array<string>(Math.max(left, 0)).fill('0'), ...tail]
  return `${all
    .slice(0, NETWORK_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '')
}

function groups(part: string): string[] {
  return part === '' ? [] : part.split(':')
}
