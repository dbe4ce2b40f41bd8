import type { Command } from 'commander'
import { type Act, COMMAND_LINE } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import { type FieldError, InvalidInput } from '../errors.ts'
import { type Currency, currencyOf } from '../money/currency.ts'
import { listPartners } from '../partners/create-partner.ts'
import { nowAt } from '../time/instant.ts'
import { english } from './english.ts'

/** For which partner a command works, and as whom: the command line of the machine. */
export interface OnBehalf {
  partner: { id: number; name: string; currency: Currency; timeZone: string }
  act: Act
}

/** Gives a command the choice of a partner. */
export function withPartner(command: Command): Command {
  return command.option('--partner <id>', 'which partner, where there are several (see scrip partner list)')
}

/**
 * Finds the partner that is meant; where there is one alone, it need not be said.
 * @throws InvalidInput for an id that none has, and where there are several and none is said
 */
export async function onBehalfOf(db: Db, id: string | undefined): Promise<OnBehalf> {
  const partners = await listPartners(db)
  const meant = partners.filter((partner) => id === undefined || String(partner.id) === id)
  const [partner] = meant
  if (!partner || meant.length > 1) throw new InvalidInput([whichOf(partners)])
  return {
    partner: { ...partner, currency: currencyOf(partner.currency) },
    act: { partnerId: partner.id, memberId: null, address: COMMAND_LINE, at: nowAt() },
  }
}

function whichOf(partners: readonly { id: number; name: string }[]): FieldError {
  const none = english('There is no partner yet. Make the first one with scrip setup.')
  if (partners.length === 0) return { field: '', phrase: none }
  const known = partners.map(({ id, name }) => `${id} (${name})`).join(', ')
  return { field: 'partner', phrase: english('Say which one of {known}.', { known }) }
}
