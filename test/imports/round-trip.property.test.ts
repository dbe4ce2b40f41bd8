import fc from 'fast-check'
import t from 'tap'
import { customerName } from '../../src/customers/customer-form.ts'
import { customerImport } from '../../src/customers/customer-import.ts'
import { sortForPartner } from '../../src/imports/import-lines.ts'
import type { ImportedList, ImportedRow } from '../../src/imports/imported-list.ts'
import { readLines } from '../../src/imports/read-lines.ts'
import { productCategory, productCode, productName } from '../../src/products/product-form.ts'
import { productImport } from '../../src/products/product-import.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { actOf } from '../support/stock.ts'

/** Names as people, other systems and attackers write them; as a form takes them, for not every text is a name. */
function names(field: typeof customerName): fc.Arbitrary<string> {
  const nasty = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '\t',
    "'",
    '"',
    ',',
    ';',
    '＝',
    '\n',
    '\r',
    '-1',
    '1.5',
    ' ',
  )
  const text = fc.string({ unit: 'grapheme', maxLength: 12 })
  return fc
    .array(fc.oneof(nasty, text), { maxLength: 5 })
    .map((parts) => field.safeParse(parts.join('')))
    .filter(({ success }) => success)
    .map(({ data }) => data ?? '')
}

/** Holds that the list's download, sent back as an import, would change nothing, in each history of its own. */
async function staysTheSame<Row extends ImportedRow>(
  desk: Desk,
  list: ImportedList<Row>,
  rows: fc.Arbitrary<Row>,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(rows, { minLength: 1, maxLength: 20, selector: (row) => row[list.key] }),
      async (all) => {
        await desk.db.deleteFrom(list.name).execute()
        await desk.db.transaction().execute((trx) => list.store(trx, actOf(desk), all))
        const { body } = await desk.browser.get(`/${list.name}.csv`)
        const read = await readLines(list, Buffer.from(body))
        if (!('good' in read)) throw new Error(read.sentence)
        const sorted = await sortForPartner(desk.db, list, desk.partnerId, read)
        const { added, changed, refused, unchanged } = sorted
        if (added.length + changed.length + refused.length > 0 || unchanged.length !== all.length) {
          throw new Error(JSON.stringify({ added, changed, refused, body }))
        }
      },
    ),
    { numRuns: 60 },
  )
}

t.test(
  'customers that were downloaded import back without a difference, whatever they are called',
  async (t) => {
    const desk = await openDesk(t)
    const accountId = fc.string({
      unit: fc.constantFrom('=', '+', '-', '@', "'", 'a', '7', '＝', 'é'),
      minLength: 1,
      maxLength: 9,
    })
    const rows = fc.record({
      accountId,
      name: names(customerName),
      email: fc.constantFrom('', 'ada@example.com', '+ada@example.com', "'=ada@example.com"),
      active: fc.boolean(),
    })
    await t.resolves(staysTheSame(desk, customerImport, rows))
  },
)

t.test(
  'products that were downloaded import back without a difference, whatever they are called',
  async (t) => {
    const desk = await openDesk(t)
    const rows = fc.record({
      code: names(productCode),
      name: names(productName),
      category: names(productCategory),
      excludedFromGeneral: fc.boolean(),
      eligibleForSpecific: fc.boolean(),
    })
    await t.resolves(staysTheSame(desk, productImport, rows))
  },
)
