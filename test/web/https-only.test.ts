import t from 'tap'
import { openApp } from '../support/desk.ts'

const PROXY = '10.0.0.2'
const { app } = await openApp(
  t,
  {},
  {
    publicUrl: new URL('https://vouchers.example.com'),
    trustProxy: [PROXY],
  },
)

const ask = (remoteAddress: string, protocol?: string, url = '/sign-in') =>
  app.inject({ url, remoteAddress, headers: protocol ? { 'x-forwarded-proto': protocol } : {} })

t.test('who comes by https through the proxy gets the page, and cookies for https alone', async (t) => {
  const answer = await ask(PROXY, 'https')
  t.equal(answer.statusCode, 200)
  t.match(answer.headers['set-cookie'], /^__Host-scrip_form=.*; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  t.equal(answer.headers['strict-transport-security'], 'max-age=31536000; includeSubDomains')
})

t.test('who comes by plain http gets no form, and is told where to go', async (t) => {
  const answers = [
    await ask(PROXY, 'http'),
    await ask(PROXY),
    // Only the proxy is believed.
    await ask('10.0.0.3', 'https'),
    await ask('10.0.0.3'),
  ]
  for (const answer of answers) {
    t.equal(answer.statusCode, 403)
    t.match(answer.body, 'Open https://vouchers.example.com/ instead')
    t.notMatch(answer.body, '<form')
    t.equal(answer.headers['set-cookie'], undefined)
  }
  t.equal((await ask('10.0.0.3', undefined, '/vouchers.json')).json().code, 'HTTPS_ONLY')
})
