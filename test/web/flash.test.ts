import t from 'tap'
import { openDesk } from '../support/desk.ts'

const desk = await openDesk(t)

t.test('another cookie of ours, signed as it is, is no sentence for a page', async (t) => {
  const { cookies } = desk.browser
  cookies.set('scrip_flash', cookies.get('scrip_form') ?? '')
  const page = await desk.browser.get('/templates')
  t.equal(page.status, 200)
  t.equal(page.flash, undefined)
})

t.test('a sentence that nobody signed is not shown', async (t) => {
  const sentence = Buffer.from(JSON.stringify({ sentence: 'Pay here', values: {} })).toString('base64url')
  desk.browser.cookies.set('scrip_flash', `flash:${sentence}`)
  const page = await desk.browser.get('/templates')
  t.equal(page.status, 200)
  t.equal(page.flash, undefined)
})
