import t from 'tap'
import { readCsv } from '../../src/web/csv.ts'
import { stockCustomers } from '../support/stock.ts'
import { approve, openReviews } from './reviews.ts'

t.test('all lines of an issuance are downloaded, before it is decided and after', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t, { name: 'Winter' })
  await desk.db
    .updateTable('customers')
    .set({ name: '=HYPERLINK(1)' })
    .where('accountId', '=', '1002')
    .execute()
  const id = await ask('1002 1250.50\n1001')
  const asked = await desk.browser.get(`/issuances/${id}/lines.csv`)
  t.match(asked.headers, {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': 'attachment; filename="issuance-1.csv"',
  })
  t.equal(asked.body, "account_id,name,amount\n1002,'=HYPERLINK(1),1250.50\n1001,Customer 1001,80.00\n")
  await approve(reviewer.browser, id)
  t.equal((await desk.browser.get(`/issuances/${id}/lines.csv`)).body, asked.body)
})

t.test('the download goes into the form of issuing as it is', async (t) => {
  const { desk, ask } = await openReviews(t)
  await desk.db
    .updateTable('customers')
    .set({ name: 'Miller, Sons "& Co"' })
    .where('accountId', '=', '1001')
    .execute()
  const { body } = await desk.browser.get(`/issuances/${await ask('1001 75.50\n1002')}/lines.csv`)
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const file = new File([body], 'issuance-1.csv', { type: 'text/csv' })
  const check = await form.fill({ 'CSV file': file, Reason: 'Again' }).submit()
  t.match(check.rows(), [
    { Customer: '1001', 'Amount (USD)': '75.50' },
    { Customer: '1002', 'Amount (USD)': '80.00' },
  ])
})

t.test('a download is read in parts, and none of its lines is missed or doubled', async (t) => {
  const { desk, ask } = await openReviews(t)
  const accountIds = Array.from({ length: 2101 }, (_, index) => `c${index}`)
  await stockCustomers(desk, accountIds)
  const id = await ask(accountIds.join('\n'))
  const csv = await readCsv((await desk.browser.get(`/issuances/${id}/lines.csv`)).body)
  if ('sentence' in csv) throw new Error(csv.sentence)
  t.same(
    csv.lines.map(({ cells }) => cells[0]),
    accountIds,
  )
})

t.test('a download has the lines of one moment, whatever is changed while it is written', async (t) => {
  const { desk, ask } = await openReviews(t)
  const accountIds = Array.from({ length: 5000 }, (_, index) => `c${index}`)
  await stockCustomers(desk, accountIds)
  const id = await ask(accountIds.join('\n'))
  const cookie = [...desk.browser.cookies].map((pair) => pair.join('=')).join('; ')
  const url = `/issuances/${id}/lines.csv`
  const answer = await desk.app.inject({ url, headers: { cookie }, payloadAsStream: true })
  let text = ''
  for await (const chunk of answer.stream()) {
    if (text === '') await desk.db.updateTable('customers').set({ name: 'Changed since' }).execute()
    text += chunk
  }
  t.equal(text.split('\n').length, 5002)
  t.notMatch(text, 'Changed since')
})
