import type { At } from '../time/instant.ts'

/** Where an act comes from that was done at the command line of the machine, by nobody who signed in. */
export const COMMAND_LINE = 'command line'

/** Who does something, for whom, from where and when: what every use case needs to know of its caller. */
export interface Act {
  partnerId: number
  /** Empty where nobody signed in: the command line, or Scrip itself. */
  memberId: number | null
  /** The network address, or `COMMAND_LINE`. */
  address: string
  at: At
}
