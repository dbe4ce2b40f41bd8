import { sql } from 'kysely'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import type { PaymentMode } from './bill.ts'

/** What a bill did to one fee. Amounts in minor units, below nothing where it gave back. */
export interface BillFee {
  accountId: string
  customerName: string
  code: string
  productName: string
  paymentMode: PaymentMode
  provider: string
  periodStartAt: string
  /** Charged less refunded. */
  amountMinor: number
  /** Of it, by vouchers: deducted less what its refunds gave back or let stay spent. */
  coveredMinor: number
  /** The vouchers' numbers, apart by spaces. */
  vouchers: string
}

/** The fees that a bill changed, some at a time, by customer and product. */
export async function* listBillFees(db: Db, billId: number): AsyncGenerator<BillFee[]> {
  for await (const ids of chunks(await listFeeIds(db, billId))) {
    yield await billFeesOf(db, billId).where('billedFees.id', 'in', ids).execute()
  }
}

async function listFeeIds(db: Db, billId: number): Promise<number[]> {
  const rows = await inOrder(db)
    .select('billedFees.id')
    .where(sql<boolean>`billed_fees.id IN (
      SELECT billed_fee_id FROM charges WHERE bill_id = ${billId}
      UNION SELECT billed_fee_id FROM refunds JOIN charges ON charges.id = refunds.charge_id
      WHERE refunds.bill_id = ${billId})`)
    .execute()
  return rows.map(({ id }) => id)
}

function inOrder(db: Db) {
  return db
    .selectFrom('billedFees')
    .innerJoin('customers', 'customers.id', 'billedFees.customerId')
    .innerJoin('products', 'products.id', 'billedFees.productId')
    .orderBy('customers.accountId')
    .orderBy('products.code')
    .orderBy('billedFees.id')
}

function billFeesOf(db: Db, billId: number) {
  return inOrder(db)
    .select([
      'customers.accountId',
      'customers.name as customerName',
      'products.code',
      'products.name as productName',
      'billedFees.paymentMode',
      'billedFees.provider',
      'billedFees.periodStartAt',
    ])
    .select([
      sql<number>`(SELECT coalesce(sum(amount_minor), 0) FROM charges
          WHERE billed_fee_id = billed_fees.id AND bill_id = ${billId})
        - (SELECT coalesce(sum(refunds.amount_minor), 0) FROM charges JOIN refunds ON refunds.charge_id = charges.id
          WHERE billed_fee_id = billed_fees.id AND refunds.bill_id = ${billId})`.as('amountMinor'),
      sql<number>`(SELECT -coalesce(sum(entry.amount_minor), 0) FROM ${entriesOf(billId)})
        - (SELECT coalesce(sum(refunds.kept_minor), 0) FROM charges JOIN refunds ON refunds.charge_id = charges.id
          WHERE billed_fee_id = billed_fees.id AND refunds.bill_id = ${billId})`.as('coveredMinor'),
      sql<string>`(SELECT coalesce(replace(group_concat(DISTINCT number), ',', ' '), '')
        FROM ${entriesOf(billId)} JOIN vouchers ON vouchers.id = entry.voucher_id)`.as('vouchers'),
    ])
}

/** What a bill's charges took from vouchers of a fee, and what its refunds gave back to them. */
function entriesOf(billId: number) {
  return sql`(
    SELECT ledger_entries.amount_minor, ledger_entries.voucher_id
    FROM charges JOIN ledger_entries ON ledger_entries.charge_id = charges.id AND kind = 'deduct'
    WHERE billed_fee_id = billed_fees.id AND charges.bill_id = ${billId}
    UNION ALL
    SELECT ledger_entries.amount_minor, ledger_entries.voucher_id
    FROM charges JOIN refunds ON refunds.charge_id = charges.id
    JOIN ledger_entries ON ledger_entries.charge_id = charges.id AND ledger_entries.refund_id = refunds.id
    WHERE billed_fee_id = billed_fees.id AND refunds.bill_id = ${billId}
  ) AS entry`
}

/** The first charges of a bill, as its page shows them. */
export function listBillCharges(db: Db, billId: number, limit: number) {
  return db
    .selectFrom('charges')
    .innerJoin('customers', 'customers.id', 'charges.customerId')
    .innerJoin('products', 'products.id', 'charges.productId')
    .innerJoin('billedFees', 'billedFees.id', 'charges.billedFeeId')
    .select([
      'charges.chargeId',
      'customers.accountId',
      'customers.name as customerName',
      'products.code',
      'charges.paymentMode',
      'billedFees.provider',
      'billedFees.periodStartAt',
      'charges.exactAmount',
      'charges.amountMinor',
    ])
    .select(
      sql<number>`(SELECT -coalesce(sum(amount_minor), 0) FROM ledger_entries
        WHERE charge_id = charges.id AND kind = 'deduct')`.as('deductedMinor'),
    )
    .where('charges.billId', '=', billId)
    .orderBy('charges.id')
    .limit(limit)
    .execute()
}

/** The first refunds of a bill, as its page shows them. */
export function listBillRefunds(db: Db, billId: number, limit: number) {
  return db
    .selectFrom('refunds')
    .innerJoin('charges', 'charges.id', 'refunds.chargeId')
    .innerJoin('customers', 'customers.id', 'charges.customerId')
    .innerJoin('products', 'products.id', 'charges.productId')
    .innerJoin('billedFees', 'billedFees.id', 'charges.billedFeeId')
    .select([
      'refunds.refundId',
      'charges.chargeId',
      'customers.accountId',
      'customers.name as customerName',
      'products.code',
      'charges.paymentMode',
      'billedFees.provider',
      'billedFees.periodStartAt',
      'refunds.amountMinor',
    ])
    .select(
      sql<number>`(SELECT coalesce(sum(amount_minor), 0) FROM ledger_entries
        WHERE charge_id = charges.id AND refund_id = refunds.id AND kind = 'refund')`.as('returnedMinor'),
    )
    .where('refunds.billId', '=', billId)
    .orderBy('refunds.id')
    .limit(limit)
    .execute()
}
