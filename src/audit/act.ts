import type { At } from '../time/instant.ts'

/** Who does something, for whom, from where and when: what every use case needs to know of its caller. */
export interface Act {
  partnerId: number
  /** Empty where nobody signed in: the command line, or Scrip itself. */
  memberId: number | null
  /** The network address, or "command line". */
  address: string
  at: At
}
