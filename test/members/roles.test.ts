import t from 'tap'
import { openApp, openDesk } from '../support/desk.ts'

// What each role may do is in test/access, route by route.

t.test('a route must say what it needs, or the console does not start', async (t) => {
  const { app } = await openApp(t)
  t.throws(() => app.get('/forgotten', async () => 'anyone could read this'), /does not say what it needs/)
})

t.test('a lack of role is 403, and the page says whom to ask', async (t) => {
  const desk = await openDesk(t)
  const { browser } = await desk.addMember('viewer')
  const page = await browser.get('/customers/new')
  t.equal(page.status, 403)
  t.match(page.text, 'Your role does not allow this. Ask an owner of Northwind.')
})
