import { selectPlannable } from '../charges/payable-vouchers.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { lapsesAt } from '../vouchers/validity.ts'
import type { TriedVoucher } from './try-vouchers.ts'

/** What customers hold, to try charges and refunds on. */
interface HeldVouchers {
  /** All vouchers of a customer. */
  of(customerId: number): TriedVoucher[]
  /** Whether a template's list has a product. */
  lists(templateId: number, productId: number): boolean
}

/** Reads all vouchers of customers, with what decides whether they pay, as `listPayableVouchers` does of one. */
export async function readHeldVouchers(db: Db, customerIds: readonly number[]): Promise<HeldVouchers> {
  const vouchers: (TriedVoucher & { customerId: number })[] = []
  for await (const chunk of chunks(customerIds)) {
    const rows = await selectPlannable(db)
      .select(['vouchers.customerId', 'vouchers.templateId'])
      .where('vouchers.customerId', 'in', chunk)
      .execute()
    for (const { graceDays, ...row } of rows) {
      vouchers.push({ ...row, lapsesAt: lapsesAt(row.expiresAt, graceDays) })
    }
  }
  const byCustomer = Map.groupBy(vouchers, ({ customerId }) => customerId)
  const listed = await readLists(db, [...new Set(vouchers.map(({ templateId }) => templateId))])
  return {
    of: (customerId) => byCustomer.get(customerId) ?? [],
    lists: (templateId, productId) => listed.has(`${templateId} ${productId}`),
  }
}

async function readLists(db: Db, templateIds: readonly number[]): Promise<Set<string>> {
  const listed = new Set<string>()
  for await (const chunk of chunks(templateIds)) {
    const rows = await db
      .selectFrom('templateProducts')
      .select(['templateId', 'productId'])
      .where('templateId', 'in', chunk)
      .execute()
    for (const { templateId, productId } of rows) listed.add(`${templateId} ${productId}`)
  }
  return listed
}
