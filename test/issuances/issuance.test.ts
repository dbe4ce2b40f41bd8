import fc from 'fast-check'
import t from 'tap'
import { type FieldError, inEnglish } from '../../src/errors.ts'
import {
  checkLines,
  type IssuableCustomer,
  type Limits,
  readAmounts,
  readLines,
  totalMinor,
} from '../../src/issuances/issuance.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { LARGEST_MINOR } from '../../src/money/parse-amount.ts'

const USD = currencyOf('USD')
const NO_LIMITS: Limits = {
  maxVouchers: null,
  maxVouchersPerCustomer: null,
  maxTotalMinor: null,
  issuedCount: 0,
  issuedMinor: 0,
  budgetLeftMinor: null,
}

t.test(
  'a line is an account id and, apart by a space, a tab, a comma or a semicolon, an amount',
  async (t) => {
    for (const line of [
      '1002 75.50',
      '1002\t75.50',
      '1002,75.50',
      '1002;75.50',
      '  1002  ,  75.50  ',
      '"1002","75.50"',
    ]) {
      t.same(readLines(line), [{ line: 1, accountId: '1002', amount: '75.50' }], line)
    }
    for (const line of ['1002', '1002,', '1002 ;', '"1002"']) {
      t.same(readLines(line), [{ line: 1, accountId: '1002', amount: '' }], line)
    }
  },
)

t.test('a line with more than two parts keeps them, so that its amount is refused', async (t) => {
  t.same(readLines('1002 75,50'), [{ line: 1, accountId: '1002', amount: '75 50' }])
  t.same(readLines('1002 Ada 75'), [{ line: 1, accountId: '1002', amount: 'Ada 75' }])
})

t.test('lines are numbered as they are seen, empty ones too, whatever ends them', async (t) => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = ['1001', '', '  ', '1002 5', ''].join(end)
    t.same(
      readLines(text).map(({ line, accountId }) => [line, accountId]),
      [
        [1, '1001'],
        [4, '1002'],
      ],
    )
  }
})

t.test('a first line that names the columns is no customer', async (t) => {
  for (const header of [
    'account_id,amount',
    'Account id',
    'ACCOUNT ID;Amount',
    'accountid\tamount',
    '\uFEFFaccount_id',
    '"Account ID","Amount"',
  ]) {
    t.same(readLines(`${header}\n1001`), [{ line: 2, accountId: '1001', amount: '' }], header)
  }
  t.same(
    readLines('1001\naccount_id').map(({ accountId }) => accountId),
    ['1001', 'account_id'],
  )
})

t.test('an account id is found however its accents were typed', async (t) => {
  t.same(readLines('Cafe\u0301'), [{ line: 1, accountId: 'Caf\u00E9', amount: '' }])
})

t.test('nothing written is no line', async (t) => {
  for (const text of ['', '\n\n', ' \t ', 'account_id,amount']) t.same(readLines(text), [])
})

t.test('whatever lines are written, they are read back', async () => {
  const account = fc.stringMatching(/^[A-Za-z0-9._-]{1,12}$/).filter((text) => !/^account_?id$/i.test(text))
  const amount = fc.constantFrom('', '5', '75.50')
  const apart = fc.constantFrom(' ', '\t', ',', ';', ', ', ' ; ')
  fc.assert(
    fc.property(fc.array(fc.tuple(account, apart, amount)), fc.constantFrom('\n', '\r\n'), (lines, end) => {
      const read = readLines(lines.map((parts) => parts.join('')).join(end))
      return (
        JSON.stringify(read.map((one) => [one.accountId, one.amount])) ===
        JSON.stringify(lines.map(([id, , sum]) => [id, sum]))
      )
    }),
  )
})

t.test('good lines name their customers, with the amount of the line or of the template', async (t) => {
  t.same(check('1001\n\n1002 75.50'), {
    lines: [
      { line: 1, customerId: 1, accountId: '1001', customerName: 'Ada', amountMinor: 8000 },
      { line: 3, customerId: 2, accountId: '1002', customerName: 'Bob', amountMinor: 7550 },
    ],
    errors: [],
  })
})

t.test('every bad line is named with its number and why', async (t) => {
  const text = ['1001', 'nobody', '1003', '1002 many', '1002 0', '1001 5', '1002 1.005', '1002', '1002'].join(
    '\n',
  )
  t.same(check(text).errors, [
    'Line 2: There is no customer nobody.',
    'Line 3: Customer 1003 is not active.',
    'Line 4: Write the amount in digits with a point for decimals, such as 1500.50.',
    'Line 5: Customer 1002 stands in line 4 already.',
    'Line 6: Customer 1001 stands in line 1 already.',
    'Line 7: Customer 1002 stands in line 4 already.',
    'Line 8: Customer 1002 stands in line 4 already.',
    'Line 9: Customer 1002 stands in line 4 already.',
  ])
})

t.test('an amount of nothing, or past what an amount can be, is refused', async (t) => {
  t.same(check('1001 0.00').errors, ['Line 1: The amount must be more than nothing.'])
  t.same(check('1001 99999999999999999').errors, ['Line 1: The amount is larger than Scrip can hold.'])
  t.same(check(`1001 ${'9'.repeat(100_000)}`).errors, ['Line 1: The amount is larger than Scrip can hold.'])
})

t.test('nothing at all is refused', async (t) => {
  t.same(check('').errors, ['Write at least one customer.'])
})

t.test('10,000 lines go, and of 10,001 only their number is said', async (t) => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => `a${index}`).join('\n')
  const known = new Map(
    many(10_000)
      .split('\n')
      .map((id, index) => [id, customer(index + 1, id)]),
  )
  t.match(check(many(10_000), {}, {}, known), { errors: [], lines: { length: 10_000 } })
  t.same(check(many(10_001), {}, {}, known).errors, ['Issue at most 10,000 vouchers in one go.'])
})

t.test('the limit of a customer counts what they were issued before', async (t) => {
  const known = new Map([['1001', { ...customer(1, '1001'), issuedBefore: 2 }]])
  t.same(check('1001', { maxVouchersPerCustomer: 3 }, {}, known).errors, [])
  t.same(check('1001', { maxVouchersPerCustomer: 2 }, {}, known).errors, [
    'Line 1: Customer 1001 has 2 of these vouchers, and the limit is 2.',
  ])
})

t.test('the limits of the template count what was issued before', async (t) => {
  const before = { issuedCount: 3, issuedMinor: 30_000 }
  t.same(check('1001\n1002', { maxVouchers: 5, maxTotalMinor: 46_000 }, before).errors, [])
  t.same(check('1001\n1002', { maxVouchers: 4 }, before).errors, [
    'The template’s limit of vouchers leaves 1; these are 2.',
  ])
  t.same(check('1001\n1002 80.01', { maxTotalMinor: 46_000 }, before).errors, [
    'The template allows USD 160.00 more; these add up to USD 160.01.',
  ])
  t.same(check('1001', { maxVouchers: 2, maxTotalMinor: 20_000 }, before).errors, [
    'The template’s limit of vouchers leaves 0; these are 1.',
    'The template allows USD 0.00 more; these add up to USD 80.00.',
  ])
})

t.test('the budget is said with what it leaves, beside the limits of the template', async (t) => {
  t.same(check('1001\n1002', { budgetLeftMinor: 16_000 }).errors, [])
  t.same(check('1001\n1002', { budgetLeftMinor: 15_999 }).errors, [
    'The budget leaves USD 159.99; these add up to USD 160.00.',
  ])
  t.same(check('1001\n1002', { budgetLeftMinor: 0, maxTotalMinor: 10_000 }).errors, [
    'The template allows USD 100.00 more; these add up to USD 160.00.',
    'The budget leaves USD 0.00; these add up to USD 160.00.',
  ])
})

t.test('without a limit, too, a template cannot issue more than a sum can hold', async (t) => {
  const largest = `${LARGEST_MINOR}`.replace(/..$/, '.$&')
  t.same(check(`1001 ${largest}`).errors, [])
  t.equal(check(`1001 ${largest}\n1002 0.01`).errors.length, 1)
  t.equal(check('1001 0.01', {}, { issuedCount: 1, issuedMinor: LARGEST_MINOR }).errors.length, 1)
})

t.test('lines add up exactly, past what a number holds', async () => {
  const amounts = fc.array(fc.integer({ min: 1, max: LARGEST_MINOR }), { maxLength: 50 })
  fc.assert(
    fc.property(amounts, (all) => {
      const halves = [all.slice(0, all.length >> 1), all.slice(all.length >> 1)].map((half) =>
        totalMinor(half.map((amountMinor) => ({ amountMinor }))),
      )
      const whole = totalMinor(all.map((amountMinor) => ({ amountMinor })))
      const remainder = all.reduce((sum, one) => (sum + (one % 7)) % 7, 0)
      return whole === halves.reduce((a, b) => a + b) && whole % 7n === BigInt(remainder)
    }),
  )
})

function customer(id: number, accountId: string, name = '', active: 0 | 1 = 1): IssuableCustomer {
  return { id, accountId, name, active, issuedBefore: 0 }
}

const CUSTOMERS = new Map([
  ['1001', customer(1, '1001', 'Ada')],
  ['1002', customer(2, '1002', 'Bob')],
  ['1003', customer(3, '1003', 'Cy', 0)],
])

function check(
  text: string,
  limits: Partial<Limits> = {},
  issued: Partial<Limits> = {},
  customers: ReadonlyMap<string, IssuableCustomer> = CUSTOMERS,
) {
  const asked = readAmounts(readLines(text), 8000, USD)
  const { lines, errors } = checkLines(asked, { ...NO_LIMITS, ...limits, ...issued }, customers, USD)
  return { lines, errors: errors.map(said) }
}

function said({ line, phrase }: FieldError): string {
  return line === undefined ? inEnglish(phrase) : `Line ${line}: ${inEnglish(phrase)}`
}
