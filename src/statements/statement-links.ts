import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { findCustomer } from '../customers/customer-queries.ts'
import { byTheWay } from '../database/by-the-way.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { requireStill } from '../members/member-queries.ts'
import { PARTNER_COLUMNS, type PartnerColumns } from '../partners/partner-columns.ts'
import { hashToken, newToken } from '../partners/token.ts'
import { type At, later } from '../time/instant.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'

/** How stale `opened_at` may be, so that looking at a statement does not write each time. */
const OPENED_SECONDS = 60 * 60
/** Within this long, a second link from the same hand is a second click. */
const SAME_CLICK_SECONDS = 60

/**
 * Makes a link that shows a customer all of its vouchers. One that the same member made a moment ago and nobody has
 * opened stops working, so that a second click leaves one link and not two.
 *
 * @returns the link's token, which is shown once and kept nowhere, and whether another one stopped working
 * @throws Problem NOT_FOUND for another partner's customer, too; NOT_ALLOWED where whoever acts may not do so any more
 */
export function makeStatementLink(
  db: Db,
  act: Act & { memberId: number },
  customerId: number,
): Promise<{ token: string; replaces: boolean }> {
  const token = newToken()
  return db.transaction().execute(async (trx) => {
    await requireStill(trx, act, 'issue')
    const { accountId } = await findCustomer(trx, act.partnerId, customerId)
    const replaced = await justMade(trx, act, customerId)
    for (const id of replaced) await endLink(trx, act, id, customerId)
    const { id } = await trx
      .insertInto('statements')
      .values({
        partnerId: act.partnerId,
        customerId,
        tokenHash: hashToken(token),
        createdBy: act.memberId,
        createdAt: act.at,
        openedAt: null,
        revokedBy: null,
        revokedAt: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await recordEvent(trx, act, {
      action: 'statement.made',
      subject: `customer ${customerId}`,
      after: { statement: id, accountId },
    })
    return { token, replaces: replaced.length > 0 }
  })
}

/**
 * Revokes a link: it opens nothing from now on. Doing it again changes nothing.
 * @throws Problem NOT_FOUND; NOT_ALLOWED where whoever acts may not do so any more
 */
export function revokeStatementLink(
  db: Db,
  act: Act & { memberId: number },
  customerId: number,
  id: number,
): Promise<void> {
  return db.transaction().execute(async (trx) => {
    await requireStill(trx, act, 'issue')
    const { revokedAt } = await findStatementLink(trx, act.partnerId, customerId, id)
    if (revokedAt === null) await endLink(trx, act, id, customerId)
  })
}

/** @throws Problem NOT_FOUND for another customer's and another partner's, too */
export async function findStatementLink(db: Db, partnerId: number, customerId: number, id: number) {
  const row = await linksOf(db, partnerId, customerId).where('statements.id', '=', id).executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return row
}

/** A link as the list shows it. */
export type StatementLink = Awaited<ReturnType<typeof findStatementLink>>

const NEWEST_FIRST: Order<StatementLink> = {
  keys: [{ column: 'statements.id', of: (row) => row.id }],
  descending: true,
}

/** One page of the links to a customer's statement. */
export function listStatementLinks(
  db: Db,
  partnerId: number,
  customerId: number,
  position: Position,
): Promise<Page<StatementLink>> {
  return takePage(linksOf(db, partnerId, customerId), NEWEST_FIRST, position)
}

/** Whose statement a link shows, and for which partner. */
export interface StatementHolder extends PartnerColumns {
  customerId: number
  accountId: string
  customerName: string
  /** How many days after its expiry a voucher waits for late bills. */
  graceDays: number
}

/** @throws Problem NOT_FOUND for a link that was revoked or never made: nobody learns which */
export async function openStatement(db: Db, token: string, at: At): Promise<StatementHolder> {
  const row = await db
    .selectFrom('statements')
    .innerJoin('customers', 'customers.id', 'statements.customerId')
    .innerJoin('partners', 'partners.id', 'statements.partnerId')
    .select([
      'statements.id',
      'statements.openedAt',
      'statements.customerId',
      'customers.accountId',
      'customers.name as customerName',
      'partners.graceDays',
    ])
    .select(PARTNER_COLUMNS)
    .where('tokenHash', '=', hashToken(token))
    .where('revokedAt', 'is', null)
    .executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  const { id, openedAt, ...holder } = row
  if (openedAt === null || openedAt < later(at, -OPENED_SECONDS)) {
    await byTheWay(db.updateTable('statements').set({ openedAt: at }).where('id', '=', id).execute())
  }
  return holder
}

function linksOf(db: Db, partnerId: number, customerId: number) {
  return db
    .selectFrom('statements')
    .leftJoin('members', 'members.id', 'statements.createdBy')
    .leftJoin('members as revokers', 'revokers.id', 'statements.revokedBy')
    .select([
      'statements.id',
      'statements.createdAt',
      'statements.openedAt',
      'statements.revokedAt',
      'members.name as createdByName',
      'revokers.name as revokedByName',
    ])
    .where('statements.partnerId', '=', partnerId)
    .where('statements.customerId', '=', customerId)
}

async function justMade(trx: Db, act: Act & { memberId: number }, customerId: number): Promise<number[]> {
  const rows = await trx
    .selectFrom('statements')
    .select('id')
    .where('customerId', '=', customerId)
    .where('createdBy', '=', act.memberId)
    .where('createdAt', '>', later(act.at, -SAME_CLICK_SECONDS))
    .where('openedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .execute()
  return rows.map(({ id }) => id)
}

async function endLink(
  trx: Db,
  act: Act & { memberId: number },
  id: number,
  customerId: number,
): Promise<void> {
  const ended = { revokedBy: act.memberId, revokedAt: act.at }
  await trx.updateTable('statements').set(ended).where('id', '=', id).execute()
  await recordEvent(trx, act, {
    action: 'statement.revoked',
    subject: `customer ${customerId}`,
    before: { statement: id },
  })
}
