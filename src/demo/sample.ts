import type { Act } from '../audit/act.ts'
import type { Db } from '../database/open.ts'
import type { Role } from '../members/roles.ts'
import type { Currency } from '../money/currency.ts'
import type { At } from '../time/instant.ts'
import type { Chance } from './chance.ts'
import { SAMPLE_CUSTOMERS } from './sample-customers.ts'

/** What the steps of furnishing share. */
export interface Sample {
  db: Db
  chance: Chance
  partner: { id: number; timeZone: string; currency: Currency }
  now: At
  /** The member who has a role, doing something so many days ago. */
  act(role: Role, daysAgo: number): Act & { memberId: number }
}

/** Something that was done so many days ago. */
export interface Step {
  daysAgo: number
  run(): Promise<void>
}

/** The account ids of those to whom vouchers are issued. */
export const ACTIVE_CUSTOMERS: readonly string[] = SAMPLE_CUSTOMERS.filter(({ active }) => active).map(
  ({ accountId }) => accountId,
)
