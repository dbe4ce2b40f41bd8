import t from 'tap'
import { makeSetUpToken } from '../../src/partners/set-up.ts'
import { openBrowser } from '../support/browser.ts'
import { openApp, PASSWORD } from '../support/desk.ts'

const FILLED = {
  'Partner name': 'Northwind',
  Currency: 'EUR (Euro)',
  'Time zone': 'Europe/Berlin',
  'Your name': 'Ada',
  Email: 'Ada@Northwind.example',
  Password: PASSWORD,
}

/** A console in which nobody has an account, a fresh link and a browser. */
async function openFresh(t: Parameters<typeof openApp>[0]) {
  const opened = await openApp(t)
  const link = async () => `/set-up/${await makeSetUpToken(opened.db, opened.clock.now)}`
  return { ...opened, link, browser: openBrowser(opened.app) }
}

t.test('the link makes the account and signs its owner in, once', async (t) => {
  const { db, browser, link } = await openFresh(t)
  const path = await link()
  const form = (await browser.get(path)).form('Create account')
  const home = await form.fill(FILLED).submit()
  t.equal(home.path, '/')
  t.match(home.flash, 'The account is made.')
  t.match(await db.selectFrom('partners').selectAll().execute(), [
    { name: 'Northwind', currency: 'EUR', timeZone: 'Europe/Berlin' },
  ])
  t.match(await db.selectFrom('members').selectAll().execute(), [
    { name: 'Ada', email: 'ada@northwind.example', role: 'owner', passwordHash: /^\$argon2id/ },
  ])
  t.match(await db.selectFrom('auditEvents').selectAll().execute(), [{ action: 'partner.created' }])
  const again = await browser.get(path)
  t.equal(again.status, 404)
  t.match(again.text, 'This set-up link was used, is too old, or was never made.')
  t.equal(await makeSetUpToken(db, '2026-11-24T00:00:00.000Z'), undefined, 'and there is no further one')
})

t.test('the token is stored hashed', async (t) => {
  const { db, link } = await openFresh(t)
  const token = (await link()).split('/').at(-1) ?? ''
  const rows = await db.selectFrom('setupLinks').selectAll().execute()
  t.match(rows, [{ tokenHash: /^[0-9a-f]{64}$/ }])
  t.notMatch(JSON.stringify(rows), token)
})

t.test('the link is good for thirty minutes, for the page and for what it sends', async (t) => {
  const { db, clock, browser, link } = await openFresh(t)
  const path = await link()
  clock.pass(29 * 60)
  const form = (await browser.get(path)).form('Create account').fill(FILLED)
  clock.pass(61)
  t.equal((await browser.get(path)).status, 404)
  t.equal((await form.submit()).status, 404)
  t.same(await db.selectFrom('partners').selectAll().execute(), [])
})

t.test('each start makes a fresh link and voids the one before', async (t) => {
  const { browser, link } = await openFresh(t)
  const first = await link()
  const second = await link()
  t.equal((await browser.get(first)).status, 404)
  t.equal((await browser.get(second)).status, 200)
})

t.test('a link that was never made is not found', async (t) => {
  const { browser } = await openFresh(t)
  for (const token of ['undefined', 'x'.repeat(43), '%00', '..%2f']) {
    t.equal((await browser.get(`/set-up/${token}`)).status, 404, token)
  }
})

t.test('bad input is 422: the fields are named, what was typed is kept, nothing is written', async (t) => {
  const { db, browser, link } = await openFresh(t)
  const path = await link()
  const page = await (await browser.get(path))
    .form('Create account')
    .fill({ ...FILLED, 'Partner name': '', 'Your name': 'x'.repeat(101), Email: 'ada', Password: 'short' })
    .submit()
  t.equal(page.status, 422)
  t.same(page.errors(), {
    'Partner name': 'Fill this in.',
    'Your name': 'Write at most 100 characters.',
    Email: 'Write an email address, such as name@example.com.',
    Password: 'Choose a password of at least 12 characters.',
  })
  const form = page.form('Create account')
  t.equal(form.value('Email'), 'ada')
  t.equal(form.value('Currency'), 'EUR (Euro)')
  t.equal(form.value('Time zone'), 'Europe/Berlin')
  t.equal(form.value('Password'), '', 'all but the password')
  const odd = { partnerName: 'N', name: 'A', email: 'a@b.example', password: PASSWORD }
  const wrongs: Record<string, string>[] = [
    { currency: 'XXX', timeZone: 'UTC' },
    { currency: 'USD', timeZone: 'Mars' },
    {},
  ]
  for (const wrong of wrongs) {
    t.equal((await browser.post(path, { ...odd, ...wrong })).status, 422)
  }
  t.same(await db.selectFrom('partners').selectAll().execute(), [])
  t.equal((await browser.get(path)).status, 200, 'the link is still good')
})

t.test('a form without its token is refused', async (t) => {
  const { db, browser, link } = await openFresh(t)
  const path = await link()
  await browser.get(path)
  t.equal((await browser.post(path, {}, { token: false })).status, 403)
  t.same(await db.selectFrom('partners').selectAll().execute(), [])
})

t.test('of many people who use the link at once, one makes the account', async (t) => {
  const { app, db, link } = await openFresh(t)
  const path = await link()
  const forms = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const page = await openBrowser(app).get(path)
      return page.form('Create account').fill({ ...FILLED, Email: `ada${index}@northwind.example` })
    }),
  )
  const pages = await Promise.all(forms.map((form) => form.submit()))
  t.equal(pages.filter((page) => page.path === '/').length, 1)
  t.equal((await db.selectFrom('partners').selectAll().execute()).length, 1)
  t.equal((await db.selectFrom('members').selectAll().execute()).length, 1)
})
