import type { Act } from '../audit/act.ts'
import { recordEvent } from '../audit/record-event.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { requireStill } from '../members/member-queries.ts'
import type { Template } from '../templates/template-queries.ts'
import { validitySpan } from '../vouchers/validity.ts'
import { voucherNumber } from '../vouchers/voucher.ts'
import { type IssuanceLine, totalMinor } from './issuance.ts'
import type { Issuance } from './read-issuance.ts'

/** Where voucher numbers come from: so many random bytes. */
export type Random = (bytes: number) => Uint8Array

/**
 * Issues vouchers, or asks for their review where they need one. Runs in the transaction it is
 * given, which is the one that checked the lines: all of it is issued, or none.
 *
 * @returns the issuance's id
 * @throws Problem NOT_ALLOWED where whoever acts may not do so any more
 */
export async function issueVouchers(
  trx: Db,
  act: Act,
  timeZone: string,
  { template, lines, reason, review }: Issuance,
  random: Random,
): Promise<number> {
  await requireStill(trx, act, 'issue')
  const atOnce = review === null
  await freeze(trx, template, act.at)
  const { id } = await trx
    .insertInto('issuances')
    .values({
      partnerId: act.partnerId,
      templateId: template.id,
      reason,
      voucherCount: lines.length,
      totalMinor: Number(totalMinor(lines)),
      status: atOnce ? 'issued' : 'in_review',
      requestedBy: act.memberId,
      requestedAt: act.at,
      decidedBy: atOnce ? act.memberId : null,
      decidedAt: atOnce ? act.at : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  if (atOnce) await insertVouchers(trx, act, timeZone, template, id, lines, random)
  else await insertLines(trx, id, lines)
  await recordEvent(trx, act, {
    action: atOnce ? 'issuance.issued' : 'issuance.asked',
    subject: `issuance ${id}`,
    after: { template: template.id, vouchers: lines.length, totalMinor: Number(totalMinor(lines)), reason },
  })
  return id
}

/** From its first issuance on, a template is the record of the terms. */
async function freeze(trx: Db, template: Template, at: string): Promise<void> {
  if (template.frozenAt !== null) return
  await trx.updateTable('templates').set({ frozenAt: at }).where('id', '=', template.id).execute()
}

/** Makes the vouchers of an issuance that is issued. They are valid from the act's day. */
export async function insertVouchers(
  trx: Db,
  act: Act,
  timeZone: string,
  template: Template,
  issuanceId: number,
  lines: readonly IssuanceLine[],
  random: Random,
): Promise<void> {
  const span = validitySpan(template, act.at, timeZone)
  for await (const chunk of chunks(lines)) {
    await trx
      .insertInto('vouchers')
      .values(
        chunk.map(({ customerId, amountMinor }) => ({
          partnerId: act.partnerId,
          number: voucherNumber(random(12)),
          templateId: template.id,
          issuanceId,
          customerId,
          faceMinor: amountMinor,
          balanceMinor: amountMinor,
          ...span,
          issuedAt: act.at,
          withdrawnAt: null,
          lapsedAt: null,
        })),
      )
      .execute()
  }
}

/** Lines are counted anew: where they stood in the text, there were empty ones in between. */
async function insertLines(trx: Db, issuanceId: number, lines: readonly IssuanceLine[]): Promise<void> {
  const rows = lines.map(({ customerId, amountMinor }, index) => ({
    issuanceId,
    line: index + 1,
    customerId,
    amountMinor,
  }))
  for await (const chunk of chunks(rows)) await trx.insertInto('issuanceLines').values(chunk).execute()
}
