import { join } from 'node:path'
import t from 'tap'
import { openDesk } from '../support/desk.ts'
import { runScrip } from '../support/scrip.ts'

t.setTimeout(120_000)

t.test('a token is made and printed once, opens what its scopes say, and is revoked', async (t) => {
  const desk = await openDesk(t)
  const file = join(t.testdirName, 'scrip.db')
  const made = await runScrip(file, 'token', 'create', '--name', 'billing', '--scope', 'read')
  t.match(made, { code: 0, out: /^scrip_[\w-]{43}\n$/, error: '' })
  const authorization = `Bearer ${made.out.trim()}`
  const status = async (url: string) =>
    (await desk.app.inject({ url, headers: { authorization } })).statusCode
  t.equal(await status('/customers.json'), 200)
  t.match(await runScrip(file, 'token', 'create', '--name', 'billing', '--scope', 'read'), {
    code: 2,
    error: 'scrip: --name: A token in use has this name already. Choose another.\n',
  })
  t.match(await runScrip(file, 'token', 'create', '--name', 'other', '--scope', 'all'), { code: 2, out: '' })
  const [token] = JSON.parse((await runScrip(file, 'token', 'list', '--json')).out)
  t.match(token, { id: 1, name: 'billing', scopes: ['read'], revoked_at: null })
  t.notMatch(JSON.stringify(token), made.out.trim())
  t.match(await runScrip(file, 'token', 'revoke', '9'), {
    code: 1,
    error: /^scrip: No token of .* has the id 9\.\n$/,
  })
  t.match(await runScrip(file, 'token', 'revoke', '1'), { code: 0, out: 'Token 1 is revoked.\n' })
  t.equal(await status('/customers.json'), 401)
  t.match((await desk.browser.get('/audit')).rows()[0], {
    Who: 'Command line',
    What: /^Revoked an API token/,
  })
})
