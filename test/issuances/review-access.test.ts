import t from 'tap'
import { ROLES, type Role } from '../../src/members/roles.ts'
import { stockTemplate } from '../support/stock.ts'
import { decisions, openReviews } from './reviews.ts'

const READING = ['/reviews', '/reviews.csv', '/issuances/1', '/issuances/1/lines.csv']
const DECIDING = ['/issuances/1/approval', '/issuances/1/rejection']
const MAY_REVIEW: readonly Role[] = ['owner', 'reviewer']

t.test('every role reads the reviews, and owners and reviewers alone decide', async (t) => {
  const { desk, ask } = await openReviews(t)
  await ask('1001')
  for (const role of ROLES) {
    const { browser } = await desk.addMember(role)
    for (const path of READING) t.equal((await browser.get(path)).status, 200, `${role}: ${path}`)
    const page = await browser.get('/issuances/1')
    for (const path of DECIDING) {
      // Without what the page showed nothing is decided: who may decide is told so.
      const { status } = await browser.post(path, { rejectionReason: 'x' })
      t.equal(status, MAY_REVIEW.includes(role) ? 422 : 403, `${role}: ${path}`)
    }
    for (const button of ['Approve', 'Reject']) {
      if (MAY_REVIEW.includes(role)) t.ok(page.form(button), `${role}: ${button}`)
      else t.throws(() => page.form(button), `${role}: ${button}`)
    }
  }
  t.match(await decisions(desk), [{ status: 'in_review' }])
})

t.test('reviews need a sign-in, and nothing is decided without the token of the page', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  await ask('1001')
  for (const path of READING) t.equal((await desk.stranger().get(path)).title, 'Sign in', path)
  await reviewer.browser.get('/issuances/1')
  for (const path of DECIDING) {
    t.equal((await reviewer.browser.post(path, {}, { token: false })).status, 403, path)
  }
})

t.test('what waits at another partner is not there', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  await ask('1001')
  const entries = (await reviewer.browser.get('/issuances/1')).form('Approve').entries()
  const seen = String(new Map(entries).get('seen'))
  const { browser } = await desk.addPartner()
  t.same((await browser.get('/reviews')).rows(), [])
  t.equal((await browser.get('/reviews.csv')).body.split('\n').length, 2)
  t.same(JSON.parse((await browser.get('/reviews.json')).body).reviews, [])
  for (const path of READING.slice(2)) t.equal((await browser.get(path)).status, 404, path)
  for (const path of DECIDING) {
    t.equal((await browser.post(path, { seen, rejectionReason: 'x' })).status, 404, path)
  }
  for (const path of ['/issuances/99/approval', '/issuances/x/rejection']) {
    t.equal((await browser.post(path, {})).status, 404, path)
  }
  t.equal((await browser.get('/templates/1/issuances/new?issuance=1')).status, 404)
  t.match(await decisions(desk), [{ status: 'in_review' }])
})

t.test('another partner’s issuance is not asked for again from a template of one’s own', async (t) => {
  const { desk, ask } = await openReviews(t)
  await ask('1001')
  const other = await desk.addPartner()
  await stockTemplate(desk, {}, other)
  t.equal((await other.browser.get('/templates/2/issuances/new')).status, 200)
  t.equal((await other.browser.get('/templates/2/issuances/new?issuance=1')).status, 404)
})
