import t from 'tap'
import { focusReader } from '../../src/bills/focus-columns.ts'

const NEEDED = {
  SubAccountId: '1001',
  ServiceName: 'compute',
  BilledCost: '1.25',
  BillingCurrency: 'usd',
  BillingPeriodStart: '2026-10-01',
}

function read(line: Record<string, string>) {
  return focusReader(Object.keys(line))?.(Object.values(line))
}

t.test('a header is one of FOCUS when it has what a charge needs, in any order and case', async (t) => {
  t.match(read(NEEDED), { customer: '1001', product: 'compute', currency: 'USD', provider: '' })
  const shouted = Object.fromEntries(
    Object.entries(NEEDED).map(([name, value]) => [` ${name.toUpperCase()} `, value]),
  )
  t.match(read({ Tags: '', ...shouted }), { customer: '1001' })
  for (const name of Object.keys(NEEDED)) {
    const { [name]: _, ...without } = NEEDED as Record<string, string>
    t.equal(read(without), undefined, `without ${name}`)
  }
})

t.test('NULL and nothing are nothing; names lose their outer spaces', async (t) => {
  const line = {
    ...NEEDED,
    SubAccountId: 'NULL',
    SubAccountName: ' Ada ',
    ServiceName: ' ',
    ProviderName: 'NULL',
  }
  t.match(read(line), { customer: '', customerName: 'Ada', product: '', provider: '' })
})

t.test('the provider goes by its name of 1.0 and by that of 1.3', async (t) => {
  t.match(read({ ...NEEDED, ProviderName: 'AWS' }), { provider: 'AWS' })
  t.match(read({ ...NEEDED, ServiceProviderName: 'AWS' }), { provider: 'AWS' })
})

t.test('what recurs or is bought once is prepaid; what is used, and every credit, is not', async (t) => {
  const modes: [Record<string, string>, string][] = [
    [{}, 'postpaid'],
    [{ ChargeFrequency: 'Usage-based' }, 'postpaid'],
    [{ ChargeFrequency: 'Recurring' }, 'prepaid'],
    [{ ChargeFrequency: 'One-Time' }, 'prepaid'],
    [{ ChargeFrequency: 'One-Time', ChargeCategory: 'Purchase' }, 'prepaid'],
    [{ ChargeFrequency: 'One-Time', ChargeCategory: 'Credit' }, 'postpaid'],
    [{ ChargeFrequency: 'Usage-Based', PricingCategory: 'Committed' }, 'postpaid'],
    [{ ChargeFrequency: 'NULL', PricingCategory: 'Committed' }, 'prepaid'],
    [{ PricingCategory: 'Committed' }, 'prepaid'],
    [{ PricingCategory: 'Standard' }, 'postpaid'],
  ]
  for (const [columns, paymentMode] of modes) {
    t.match(read({ ...NEEDED, ...columns }), { paymentMode }, JSON.stringify(columns))
  }
})

t.test('all that is wrong with a line is said, each at its column', async (t) => {
  t.match(read({ ...NEEDED, BilledCost: '1,5', BillingPeriodStart: 'soon' }), [
    { field: 'amount' },
    { field: 'period' },
  ])
})
