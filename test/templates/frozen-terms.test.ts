import t from 'tap'
import { frozenTerms } from '../../src/templates/frozen-terms.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('each voucher in the list has the terms of its own template, as they were frozen', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const [first, second] = [await stockTemplate(desk), await stockTemplate(desk)]
  const rename = (id: number, name: string) =>
    desk.db.updateTable('templates').set({ name }).where('id', '=', id).execute()
  const inList = async () => (await desk.browser.get('/vouchers')).rows().map((row) => row.Template)
  await rename(first, 'Spring')
  await stockVouchers(desk, first, '1001')
  t.same(await inList(), ['Spring'])
  await rename(second, 'Autumn')
  await stockVouchers(desk, second, '1001')
  t.same(await inList(), ['Autumn', 'Spring'])
  await t.rejects(rename(first, 'Summer'), /its terms are frozen/)
  t.same(await inList(), ['Autumn', 'Spring'])
})

t.test('of a template that is none there are no terms', async (t) => {
  const { db } = await openDesk(t)
  const termsOf = await frozenTerms(db, [1])
  t.throws(() => termsOf(1), { message: 'There is no template 1' })
})

t.test('whoever asked can tell the terms, even once they are forgotten for the sake of others', async (t) => {
  const desk = await openDesk(t)
  const ids = await Promise.all(Array.from({ length: 2002 }, () => stockTemplate(desk)))
  const [last = 0, ...others] = ids.reverse()
  const termsOf = await frozenTerms(desk.db, others)
  await frozenTerms(desk.db, [last])
  t.match(termsOf(others[0] ?? 0), { name: 'Winter offer' })
})
