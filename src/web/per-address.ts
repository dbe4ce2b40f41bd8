import { BlockList, isIPv6, type Server, type Socket } from 'node:net'
import { placeOf } from './place.ts'

/**
 * Bounds the connections that come from one place, so that nobody alone takes all there are. What comes beyond is
 * closed unheard. Behind a proxy everybody comes from its address, so that one is not bounded: it is the proxy's to
 * tell them apart.
 *
 * @param most how many may be open at once from one place
 * @param proxies addresses and networks of the proxies that are trusted
 */
export function boundAddresses(server: Server, most: number, proxies: readonly string[]): void {
  const open = new Map<string, number>()
  const isProxy = knows(proxies)
  server.on('connection', (socket: Socket) => {
    const { remoteAddress = '' } = socket
    if (isProxy(remoteAddress)) return
    const place = placeOf(remoteAddress)
    const count = (open.get(place) ?? 0) + 1
    if (count > most) {
      socket.destroy()
      return
    }
    open.set(place, count)
    socket.once('close', () => {
      const left = (open.get(place) ?? 1) - 1
      if (left > 0) open.set(place, left)
      else open.delete(place)
    })
  })
}

function knows(networks: readonly string[]): (address: string) => boolean {
  const list = new BlockList()
  for (const network of networks) {
    const [address = '', bits] = network.split('/')
    if (bits === undefined) list.addAddress(address, familyOf(address))
    else list.addSubnet(address, Number(bits), familyOf(address))
  }
  return (address) => list.check(address, familyOf(address))
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}
