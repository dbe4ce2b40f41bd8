import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import type { Test } from 'tap'
import { inSnapshot } from '../../src/database/in-snapshot.ts'
import { openDatabase } from '../../src/database/open.ts'
import { inEnglish, type Phrase } from '../../src/errors.ts'
import type { Check } from '../../src/ledger/check.ts'
import { expireVouchers } from '../../src/ledger/expire-vouchers.ts'
import { verifyPartner } from '../../src/ledger/verify.ts'
import { chargeNow, refundNow } from './billing.ts'
import { type Desk, openDesk } from './desk.ts'
import { stockCustomers, stockProducts, stockTemplate, stockVouchers, withdrawNow } from './stock.ts'
import { tamperedCopy } from './tamper.ts'

/** An instant after all that was done in the books. */
export const LATER = '2026-11-25T00:00:00.000Z'
const DAY = 24 * 60 * 60

/** Books to tamper with, and what is found in them then. */
export interface Books {
  /**
   * Holds that these disagreements are found, and no others, in a copy that was tampered with. Vouchers are
   * called V1 and so on, by their ids.
   */
  finds(t: Test, tampering: string, sentences: readonly string[]): Promise<void>
  /** Of some checks the rules that nothing has broken so far. */
  unbroken(checks: readonly Check[]): string[]
}

/**
 * Keeps the books of two customers with a bit of everything. C-1 of 30.00: 20.00 by V2 and 10.00 by V1, of which
 * R-1 gave 5.00 back. C-2 of 12.00, a day later: all by V3, of which R-2 gave 2.00 back. V4 is withdrawn and V5
 * has lapsed. C-3 of 9.00 comes from a bill, and no voucher pays it. Partner 2 has one of each, too.
 */
export async function keepBooks(t: Test): Promise<Books> {
  const desk = await openDesk(t)
  await keepFirstBooks(desk)
  await keepOtherBooks(desk)
  const file = join(t.testdirName, 'furnished.db')
  postBill(join(t.testdirName, 'scrip.db'), file)
  const said = new Set<string>()
  return {
    async finds(t, tampering, sentences) {
      const copy = join(t.testdir(), 'copy.db')
      tamperedCopy(file, copy, tampering)
      const { found, numbers } = await verified(copy, desk.partnerId)
      for (const { sentence } of found) said.add(sentence)
      const shown = found.map((phrase) =>
        numbers.reduce((text, { id, number }) => text.replaceAll(number, `V${id}`), inEnglish(phrase)),
      )
      t.same(shown, sentences, tampering)
    },
    unbroken: (checks) =>
      checks.flatMap(({ rules }) => rules.map(({ sentence }) => sentence)).filter((one) => !said.has(one)),
  }
}

async function verified(file: string, partnerId: number) {
  const db = openDatabase(file)
  const found: Phrase[] = []
  const partner = { id: partnerId, currency: 'USD' }
  await inSnapshot(db, (snapshot) => verifyPartner(snapshot, partner, (phrase) => found.push(phrase)))
  const numbers = await db.selectFrom('vouchers').select(['id', 'number']).execute()
  await db.destroy()
  return { found, numbers }
}

async function keepFirstBooks(desk: Desk): Promise<void> {
  await stockCustomers(desk, ['1001', '1002'])
  await stockProducts(desk, { compute: {}, storage: {} })
  await stockVouchers(desk, await stockTemplate(desk), '1001 50.00')
  const terms = { paymentMode: 'postpaid', minimumSpendMinor: 500, validDays: 10 } as const
  const narrow = await stockTemplate(desk, { ...terms, scope: 'allowlist', products: ['compute'] })
  await stockVouchers(desk, narrow, '1001 20.00')
  const plain = await stockTemplate(desk)
  await stockVouchers(desk, plain, '1002 40.00')
  await withdrawNow(desk, (await stockVouchers(desk, plain, '1002 15.00')).numbers)
  await stockVouchers(desk, await stockTemplate(desk, { validDays: 1 }), '1002 7.00')
  await chargeNow(desk)
  await refundNow(desk, 'C-1', 'R-1', 500)
  desk.clock.pass(DAY)
  await expireVouchers(desk.db, { now: () => desk.clock.now, address: 'test' })
  const storage = { charge_id: 'C-2', customer: '1002', product: 'storage', payment_mode: 'prepaid' }
  await chargeNow(desk, { ...storage, amount: '12.00' })
  await refundNow(desk, 'C-2', 'R-2', 200)
}

async function keepOtherBooks(desk: Desk): Promise<void> {
  const other = await desk.addPartner()
  await stockCustomers(desk, ['1001'], other)
  await stockProducts(desk, { compute: {} }, other)
  await stockTemplate(desk, {}, other)
  await stockVouchers(desk, await stockTemplate(desk, {}, other), '1001 9.00', other)
}

/** Posts the bill, and copies the whole database. */
function postBill(file: string, copy: string): void {
  const prompt = new BetterSqlite3(file)
  prompt.exec(`
    INSERT INTO bills (id, partner_id, file_name, file_hash, covers, line_count, left_out_count, posted_at)
    VALUES (1, 1, 'november.csv', '', 'further_lines', 1, 0, '${LATER}');
    INSERT INTO billed_fees (id, partner_id, provider, period_start_at, customer_id, product_id, payment_mode,
      exact_amount, posted_minor)
    VALUES (1, 1, 'AWS', '2026-11-01T00:00:00.000Z', 1, 1, 'postpaid', '9', 900);
    INSERT INTO charges (partner_id, charge_id, customer_id, product_id, payment_mode, amount_minor, exact_amount,
      occurred_at, description, source, bill_id, billed_fee_id, fingerprint, refused, posted_at)
    VALUES (1, 'C-3', 1, 1, 'postpaid', 900, '9', '${LATER}', '', 'bill', 1, 1, '', '[]', '${LATER}');
    VACUUM INTO '${copy}'`)
  prompt.close()
}

/** An entry that no rule has looked at, as SQL. */
export function strayEntry(entry: {
  voucher: number
  kind: string
  amount: number
  after: number
  issuance?: number
  withdrawal?: number
  charge?: number
  refund?: number
}): string {
  const { voucher, kind, amount, after, issuance, withdrawal, charge, refund } = entry
  const causes = [issuance, withdrawal, charge, refund].map((id) => id ?? 'NULL').join(', ')
  return `INSERT INTO ledger_entries (partner_id, voucher_id, kind, amount_minor, balance_after_minor,
      issuance_id, withdrawal_id, charge_id, refund_id, posted_at)
    VALUES (1, ${voucher}, '${kind}', ${amount}, ${after}, ${causes}, '${LATER}');`
}
