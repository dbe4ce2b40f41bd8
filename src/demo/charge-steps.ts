import { postCharge } from '../charges/post-charge.ts'
import { postRefund } from '../charges/post-refund.ts'
import { readCharge } from '../charges/read-charge.ts'
import { decimal } from '../money/format-amount.ts'
import { ACTIVE_CUSTOMERS, type Sample, type Step } from './sample.ts'

const DAYS_AGO = [152, 135, 118, 104, 91, 74, 60, 45, 29, 15, 3, 1]
const CUSTOMERS_EACH_TIME = 60
const PRODUCTS = ['compute-vm', 'storage-object', 'db-postgres', 'net-egress', 'compute-gpu', 'k8s-cluster']
const SMALLEST_MINOR = 4_10
const SPREAD_MINOR = 180_00
const BY_HAND = { source: 'hand', tokenId: null, billId: null, exactAmount: null } as const

/** Some days after its charge, and less than the vouchers had paid of it. */
const REFUNDED_DAYS_AGO = [88, 57, 12]
const REFUND_MINOR = 15_00

/** The fees of some customers, time after time: vouchers were used in part by some and used up by others. */
export function chargeSteps(sample: Sample): Step[] {
  return [
    ...DAYS_AGO.map((daysAgo) => ({ daysAgo, run: () => chargeSome(sample, daysAgo) })),
    ...REFUNDED_DAYS_AGO.map((daysAgo) => ({ daysAgo, run: () => refundOne(sample, daysAgo) })),
  ]
}

function chargeSome({ db, chance, partner, act }: Sample, daysAgo: number): Promise<void> {
  const charged = act('issuer', daysAgo)
  return db.transaction().execute(async (trx) => {
    for (const customer of chance.some(ACTIVE_CUSTOMERS, CUSTOMERS_EACH_TIME)) {
      const [product] = chance.some(PRODUCTS, 1)
      const amount = decimal(SMALLEST_MINOR + chance.below(SPREAD_MINOR), partner.currency)
      const body = {
        charge_id: `${charged.at.slice(0, 10)}-${customer}`,
        customer,
        product,
        payment_mode: chance.below(3) === 0 ? 'prepaid' : 'postpaid',
        amount,
      }
      await postCharge(trx, charged, await readCharge(trx, partner, body, charged.at), BY_HAND)
    }
  })
}

/** Gives a part of the newest fee back that vouchers paid more of. */
function refundOne({ db, partner, act }: Sample, daysAgo: number): Promise<void> {
  return db.transaction().execute(async (trx) => {
    const charge = await trx
      .selectFrom('charges')
      .select(['id', 'chargeId', 'returnableMinor'])
      .where('partnerId', '=', partner.id)
      .where('returnableMinor', '>', REFUND_MINOR)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
    const refund = { refundId: `${charge.chargeId}-credit`, charge, amountMinor: REFUND_MINOR }
    await postRefund(trx, act('issuer', daysAgo), refund, partner.currency, null)
  })
}
