import t from 'tap'
import { openDesk } from '../support/desk.ts'

const desk = await openDesk(t)
const { browser, db } = desk

await (await browser.get('/customers/new'))
  .form('Save')
  .fill({ 'Account id': '1002', Name: 'Şahin Ölçüm', Email: '' })
  .submit()

const stored = () =>
  db.selectFrom('customers').select(['name', 'email']).where('accountId', '=', '1002').executeTakeFirst()

t.test("whoever saves over somebody else's change is told so first, and keeps what was typed", async (t) => {
  const [one, other] = [await browser.get('/customers/1'), await browser.get('/customers/1')]
  await one.form('Save').fill({ Email: 'ada@example.com' }).submit()
  const told = await other.form('Save').fill({ Name: 'Sahin' }).submit()
  t.equal(told.status, 422)
  t.match(told.text, 'Somebody has changed this since you opened it.')
  t.same(await stored(), { name: 'Şahin Ölçüm', email: 'ada@example.com' })
  t.equal(told.form('Save').value('Name'), 'Sahin')
  t.equal((await told.form('Save').submit()).status, 200)
  t.same(await stored(), { name: 'Sahin', email: '' })
})

t.test('a name is found in upper or lower case of any alphabet', async (t) => {
  await (await browser.get('/customers/1')).form('Save').fill({ Name: 'Şahin Ölçüm' }).submit()
  for (const name of ['şahin', 'ÖLÇÜM', 'hin öl']) {
    t.equal((await browser.get(`/customers?name=${encodeURIComponent(name)}`)).rows().length, 1, name)
  }
})

t.test('a query key that every object has is no filter either', async (t) => {
  for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty']) {
    const page = await browser.get(`/customers?${name}=1`)
    t.equal(page.status, 422, name)
    t.match(page.text, `There is no filter called ${name}.`)
  }
})

t.test('a name of which nothing can be seen is none', async (t) => {
  for (const name of ['\u200B', '\u3164', '\u2800 \u00AD']) {
    const page = await (await browser.get('/customers/1')).form('Save').fill({ Name: name }).submit()
    t.same(page.errors(), { Name: 'Fill this in.' })
  }
})
