import { inSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import type { At } from '../time/instant.ts'
import type { Page, Position } from '../web/paging.ts'
import {
  countEntries,
  type HeldVoucher,
  type HolderEntry,
  type HolderTerms,
  type Holdings,
  lastEntries,
  listHeldVouchers,
  sumHoldings,
  termsOfHolder,
} from './statement-queries.ts'

/** How many entries the page shows of each voucher; the download has them all. */
const MOST_ENTRIES = 100

/** A page of a statement: what is held in all, and some of the vouchers with their entries. */
export interface StatementPage {
  holdings: Holdings
  found: Page<HeldVoucher>
  termsOf(voucher: HeldVoucher): HolderTerms
  entriesOf(voucher: HeldVoucher): HolderEntry[]
  entryCountOf(voucher: HeldVoucher): number
}

/** Reads a page of a customer's statement as everything is at one moment: its figures and its rows agree. */
export function readStatement(
  db: Db,
  customerId: number,
  at: At,
  position: Position,
): Promise<StatementPage> {
  return inSnapshot(db, async (snapshot) => {
    const found = await listHeldVouchers(snapshot, customerId, at, position)
    const ids = found.rows.map(({ id }) => id)
    const entries = Map.groupBy(await lastEntries(snapshot, ids, MOST_ENTRIES), ({ voucherId }) => voucherId)
    const counts = await countEntries(snapshot, ids)
    const terms = await termsOfHolder(snapshot, customerId)
    return {
      holdings: await sumHoldings(snapshot, customerId, at),
      found,
      termsOf: ({ templateId }) => termsIn(terms, templateId),
      entriesOf: ({ id }) => entries.get(id) ?? [],
      entryCountOf: ({ id }) => counts.get(id) ?? 0,
    }
  })
}

/** The terms of a template that was read: every voucher has one. */
export function termsIn(terms: ReadonlyMap<number, HolderTerms>, templateId: number): HolderTerms {
  const found = terms.get(templateId)
  if (!found) throw new Error(`Template ${templateId} was not read`)
  return found
}
