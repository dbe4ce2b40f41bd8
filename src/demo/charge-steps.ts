import { postCharge } from '../charges/post-charge.ts'
import { readCharge } from '../charges/read-charge.ts'
import { decimal } from '../money/format-amount.ts'
import { ACTIVE_CUSTOMERS, type Sample, type Step } from './sample.ts'

const DAYS_AGO = [152, 118, 91, 60, 29, 3]
const CUSTOMERS_EACH_TIME = 110
const PRODUCTS = ['compute-vm', 'storage-object', 'db-postgres', 'net-egress', 'compute-gpu', 'k8s-cluster']
const SMALLEST_MINOR = 4_10
const SPREAD_MINOR = 180_00
const BY_HAND = { source: 'hand', tokenId: null, billId: null, exactAmount: null } as const

/** The fees of some customers, month after month: vouchers were used in part by some and used up by others. */
export function chargeSteps(sample: Sample): Step[] {
  return DAYS_AGO.map((daysAgo) => ({ daysAgo, run: () => chargeSome(sample, daysAgo) }))
}

function chargeSome({ db, chance, partner, actBefore }: Sample, daysAgo: number): Promise<void> {
  const act = actBefore(daysAgo)
  return db.transaction().execute(async (trx) => {
    for (const customer of chance.some(ACTIVE_CUSTOMERS, CUSTOMERS_EACH_TIME)) {
      const [product] = chance.some(PRODUCTS, 1)
      const amount = decimal(SMALLEST_MINOR + chance.below(SPREAD_MINOR), partner.currency)
      const body = {
        charge_id: `${act.at.slice(0, 10)}-${customer}`,
        customer,
        product,
        payment_mode: chance.below(3) === 0 ? 'prepaid' : 'postpaid',
        amount,
      }
      await postCharge(trx, act, await readCharge(trx, partner, body, act.at), BY_HAND)
    }
  })
}
