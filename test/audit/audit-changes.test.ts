import t from 'tap'
import { changesInWords } from '../../src/audit/audit-changes.ts'
import { ENGLISH } from '../../src/languages/languages.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { formatFor } from '../../src/web/format.ts'

const format = formatFor({ currency: currencyOf('USD'), timeZone: 'Asia/Kolkata' }, ENGLISH)
const lines = (before: unknown, after: unknown) =>
  changesInWords(
    before === undefined ? null : JSON.stringify(before),
    after === undefined ? null : JSON.stringify(after),
    format,
  )

t.test('what changed is said with both values, and what stayed is left out', async (t) => {
  t.same(lines({ name: 'Ada', email: '' }, { name: 'Bab', email: '' }), ['Name: Ada → Bab'])
  t.same(lines({ active: true }, { active: false }), ['Active: Yes → No'])
  t.same(lines({ note: '' }, { note: 'x' }), ['Note: None → x'])
})

t.test('what is new, and what is gone, is said with its one value', async (t) => {
  t.same(lines(undefined, { name: 'Ada', maxVouchers: null }), ['Name: Ada', 'Vouchers in all: None'])
  t.same(lines({ statement: 7 }, undefined), ['Statement link was 7'])
  t.same(lines(undefined, undefined), [])
})

t.test('amounts, instants and days are written as everywhere else', async (t) => {
  t.same(lines({ maxTotalMinor: 100 }, { maxTotalMinor: 123_450 }), ['Total amount: USD 1.00 → USD 1,234.50'])
  t.same(lines(undefined, { expiresAt: '2026-11-23T20:00:00.000Z' }), ['Works until: 24 Nov 2026, 01:30'])
  t.same(lines(undefined, { firstDayOn: '2026-11-23' }), ['First day: 23 Nov 2026'])
  t.same(lines(undefined, { reviewThresholdMinor: null }), ['Review threshold: None'])
})

t.test('words that are stored are called as on the pages, and all other text is left as it is', async (t) => {
  t.same(lines({ role: 'viewer' }, { role: 'issuer' }), ['Role: Viewer → Issuer'])
  t.same(lines(undefined, { source: 'hand', covers: 'further_lines' }), [
    'Came in: By hand',
    'What the file is: Further lines',
  ])
  t.same(lines({ status: 'in_review' }, { status: 'issued' }), ['Status: In review → Issued'])
  t.same(lines(undefined, { name: 'hand', role: 'toString' }), ['Name: hand', 'Role: toString'])
})

t.test('lists are named, and long ones counted', async (t) => {
  t.same(lines({ products: [] }, { products: ['a', 'b'] }), ['Products: None → a, b'])
  const many = Array.from({ length: 25 }, (_, at) => `c${at}`)
  t.match(lines(undefined, { added: many }), [/^Added: c0, .*, c19 and 5 more$/])
  t.match(lines(undefined, { changed: [{ name: 'Ada' }] }), ['Changed: {"name":"Ada"}'])
})

t.test('a long text is cut, and a record of another shape does no harm', async (t) => {
  t.equal(lines(undefined, { note: 'x'.repeat(1000) })[0]?.length, 'Note: '.length + 301)
  t.same(lines('a', 'b'), ['Value: a → b'])
  t.same(lines(null, { toString: 'x' }), ['Value was None', 'To string: x'])
})

t.test('a value is called as on the page of its record', async (t) => {
  t.same(lines(undefined, { validDays: 30 }), ['Number of days: 30'])
  t.same(lines(undefined, { reviewThresholdMinor: 100 }), ['Review threshold: USD 1.00'])
  t.same(lines(undefined, { eligibleForSpecific: true }), ['Eligible for specific vouchers: Yes'])
})
