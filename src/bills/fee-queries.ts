import { sql } from 'kysely'
import type { PaidByVoucher } from '../charges/plan-refund.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { storedExact } from '../money/exact.ts'
import type { BilledFee } from './compare-fees.ts'
import type { Fee } from './match-groups.ts'
import type { RefundableCharge } from './spread-fall.ts'

/** Every fee that was imported of these providers and billing periods. */
export async function listBilledFees(
  db: Db,
  partnerId: number,
  periods: Iterable<Pick<Fee, 'provider' | 'periodStartAt'>>,
): Promise<BilledFee[]> {
  const fees: BilledFee[] = []
  const pairs = new Map([...periods].map((pair) => [`${pair.periodStartAt}\n${pair.provider}`, pair]))
  for (const { provider, periodStartAt } of pairs.values()) {
    const found = await db
      .selectFrom('billedFees')
      .select('id')
      .where('partnerId', '=', partnerId)
      .where('provider', '=', provider)
      .where('periodStartAt', '=', periodStartAt)
      .execute()
    for await (const chunk of chunks(found)) {
      const ids = chunk.map(({ id }) => id)
      fees.push(...(await selectBilledFees(db, ids)).map(toBilledFee))
    }
  }
  return fees
}

function selectBilledFees(db: Db, ids: readonly number[]) {
  return db
    .selectFrom('billedFees')
    .innerJoin('customers', 'customers.id', 'billedFees.customerId')
    .innerJoin('products', 'products.id', 'billedFees.productId')
    .selectAll('billedFees')
    .select(['customers.accountId', 'customers.name as customerName', 'products.code', 'products.name'])
    .select(
      sql<number>`(SELECT coalesce(sum(amount_minor - refunded_minor), 0)
        FROM charges WHERE billed_fee_id = billed_fees.id)`.as('refundableMinor'),
    )
    .where('billedFees.id', 'in', ids)
    .execute()
}

function toBilledFee(row: Awaited<ReturnType<typeof selectBilledFees>>[number]): BilledFee {
  return {
    id: row.id,
    provider: row.provider,
    periodStartAt: row.periodStartAt,
    paymentMode: row.paymentMode,
    customer: { id: row.customerId, accountId: row.accountId, name: row.customerName },
    product: { id: row.productId, code: row.code, name: row.name },
    exact: storedExact(row.exactAmount),
    postedMinor: row.postedMinor,
    refundableMinor: row.refundableMinor,
  }
}

/** The charges of fees that are not refunded whole, by the fee, the latest first. */
export async function listRefundable(
  db: Db,
  feeIds: readonly number[],
): Promise<Map<number | null, RefundableCharge[]>> {
  const charges: (RefundableCharge & { billedFeeId: number | null })[] = []
  for await (const chunk of chunks(feeIds)) {
    const rows = await db
      .selectFrom('charges')
      .select(['id', 'chargeId', 'billedFeeId', 'amountMinor', 'refundedMinor', 'returnableMinor'])
      .where('billedFeeId', 'in', chunk)
      .whereRef('refundedMinor', '<', 'amountMinor')
      .orderBy('id', 'desc')
      .execute()
    charges.push(...rows)
  }
  return Map.groupBy(charges, ({ billedFeeId }) => billedFeeId)
}

/** What each voucher paid of charges and has not got back, by the charge, in the order of deduction. */
export async function listPaidOf(
  db: Db,
  chargeIds: readonly number[],
): Promise<Map<number | null, PaidByVoucher[]>> {
  const paid: (PaidByVoucher & { chargeId: number | null })[] = []
  for await (const chunk of chunks(chargeIds)) {
    const rows = await db
      .selectFrom('ledgerEntries')
      .innerJoin('vouchers', 'vouchers.id', 'ledgerEntries.voucherId')
      .select(['chargeId', 'ledgerEntries.voucherId', 'vouchers.number'])
      .select(sql<number>`-sum(amount_minor)`.as('paidMinor'))
      .where('chargeId', 'in', chunk)
      .groupBy(['chargeId', 'ledgerEntries.voucherId', 'vouchers.number'])
      .orderBy(sql`min(ledger_entries.id)`)
      .execute()
    paid.push(...rows)
  }
  return Map.groupBy(paid, ({ chargeId }) => chargeId)
}
