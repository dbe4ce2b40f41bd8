import t from 'tap'
import { openDesk } from '../support/desk.ts'
import { stockTemplate } from '../support/stock.ts'

const READING = ['/templates', '/templates/1']
const ISSUING = ['/templates/new', '/templates/new?copy=1', '/templates/1/edit', '/templates/1/archival']
const SENDING = [
  '/templates/drafts',
  '/templates/1/drafts',
  '/templates/drafts/x/confirmation',
  '/templates/1/archival',
]

t.test('every page of templates needs a sign-in, and leads back to itself', async (t) => {
  const desk = await openDesk(t)
  await stockTemplate(desk)
  const stranger = desk.stranger()
  for (const path of [...READING, ...ISSUING]) {
    const page = await stranger.get(path)
    t.equal(page.title, 'Sign in', path)
    t.equal((await page.form('Sign in').entries()).find(([name]) => name === 'next')?.[1], path)
  }
})

t.test('nothing is sent without the token of the page', async (t) => {
  const desk = await openDesk(t)
  await stockTemplate(desk)
  for (const path of SENDING) {
    const page = await desk.browser.post(path, {}, { token: false })
    t.equal(page.status, 403, path)
    t.match(page.text, 'This form can no longer be sent.')
  }
  t.match(await desk.db.selectFrom('templates').select('archivedAt').execute(), [{ archivedAt: null }])
})

t.test('the templates of another partner are not there', async (t) => {
  const desk = await openDesk(t)
  await stockTemplate(desk)
  const { browser } = await desk.addPartner()
  t.same((await browser.get('/templates')).rows(), [])
  for (const path of ['/templates/1', ...ISSUING.slice(1)])
    t.equal((await browser.get(path)).status, 404, path)
  for (const path of SENDING.slice(1)) t.equal((await browser.post(path, {})).status, 404, path)
  for (const id of ['2', '0', '-1', '1.0', 'x', '1e0', '9999999999999999']) {
    t.equal((await desk.browser.get(`/templates/${id}`)).status, 404, id)
  }
})

t.test('who may only read sees the templates, and none of what they may not do', async (t) => {
  const desk = await openDesk(t)
  await stockTemplate(desk)
  for (const role of ['viewer', 'reviewer'] as const) {
    const { browser } = await desk.addMember(role)
    t.match((await browser.get('/templates')).rows(), [{ 'Template name': 'Winter offer', Operation: '' }])
    for (const path of READING) {
      const page = await browser.get(path)
      for (const link of ['Create template', 'Issue', 'Edit', 'Copy', 'Archive'])
        t.equal(page.link(link), undefined, link)
    }
    for (const path of ISSUING) t.equal((await browser.get(path)).status, 403, path)
    for (const path of SENDING) t.equal((await browser.post(path, {})).status, 403, path)
  }
})
