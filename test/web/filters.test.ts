import t from 'tap'
import { InvalidInput, inEnglish } from '../../src/errors.ts'
import { currencyOf } from '../../src/money/currency.ts'
import {
  amountFilter,
  choiceFilter,
  dayFilter,
  filterValues,
  readFilters,
  textFilter,
} from '../../src/web/filters.ts'

const filters = {
  name: textFilter('Name'),
  status: choiceFilter('Status', [
    ['on', 'On'],
    ['off', 'Off'],
  ]),
  issued_before: dayFilter('Issued before'),
  balance_at_least: amountFilter('Balance at least', currencyOf('USD')),
}
const NONE = { name: null, status: null, issued_before: null, balance_at_least: null }

const errors = (query: unknown) =>
  readFilters(filters, query).errors.map(({ field, phrase }) => [field, inEnglish(phrase)])

t.test('no query is no filter', async (t) => {
  t.same(readFilters(filters, {}), {
    values: NONE,
    position: { after: null, before: null },
    given: {},
    errors: [],
  })
  t.same(readFilters(filters, { name: '', status: '' }).values, NONE, 'nor is an empty one')
})

t.test('every filter is read as what it is, and given back as it came', async (t) => {
  const query = {
    name: ' Ada ',
    status: 'on',
    issued_before: '2026-12-31',
    balance_at_least: '1.50',
    after: '7',
  }
  const read = readFilters(filters, query)
  t.same(read.values, { name: 'Ada', status: 'on', issued_before: '2026-12-31', balance_at_least: 150 })
  t.same(read.position, { after: '7', before: null })
  t.same(read.given, query)
})

t.test(
  'unknown names, bad values and repeated ones are each said, and nothing is searched by the rest',
  async (t) => {
    t.same(errors({ colour: 'red' }), [['colour', 'There is no filter called colour.']])
    t.same(errors({ status: 'asleep' }), [['status', 'Choose one of the options.']])
    t.same(errors({ name: ['a', 'b'] }), [['name', 'Give this only once.']])
    t.same(
      errors({ issued_before: '31.12.2026', balance_at_least: '-1' }).map(([field]) => field),
      ['issued_before', 'balance_at_least'],
    )
    t.equal(readFilters(filters, { name: 'Ada', colour: 'red' }).values, null)
  },
)

t.test('names that every object has are unknown like others', async (t) => {
  for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
    t.same(errors({ [name]: 'x' }), [[name, `There is no filter called ${name}.`]])
  }
  t.same(errors(JSON.parse('{"__proto__":"x"}')), [['__proto__', 'There is no filter called __proto__.']])
})

t.test('a download says what is wrong instead of giving everything', async (t) => {
  t.throws(() => filterValues(filters, { colour: 'red' }), InvalidInput)
  t.same(filterValues(filters, { name: 'Ada' }), { ...NONE, name: 'Ada' })
})
