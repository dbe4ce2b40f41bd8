import t from 'tap'
import { allows, type Need, ROLES, type Role } from '../../src/partners/roles.ts'
import { openApp, openDesk } from '../support/desk.ts'

t.test('each role may do what it is for', async (t) => {
  const needs: Need[] = ['nobody', 'read', 'issue', 'review', 'own']
  const powers = Object.fromEntries(
    ROLES.map((role): [Role, Need[]] => [role, needs.filter((need) => allows(role, need))]),
  )
  t.same(powers, {
    owner: ['nobody', 'read', 'issue', 'review', 'own'],
    issuer: ['nobody', 'read', 'issue'],
    reviewer: ['nobody', 'read', 'review'],
    viewer: ['nobody', 'read'],
  })
})

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

t.test('an issuer may change what a viewer may only read', async (t) => {
  const desk = await openDesk(t)
  const { browser } = await desk.addMember('issuer')
  t.equal((await browser.get('/customers')).link('Add customer'), '/customers/new')
  t.equal((await browser.get('/customers/new')).status, 200)
})
