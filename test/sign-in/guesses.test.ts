import type { InjectOptions, LightMyRequestResponse } from 'fastify'
import t, { type Test } from 'tap'
import { placeOf } from '../../src/web/place.ts'
import { connectBilling } from '../support/billing.ts'
import { type Desk, openDesk } from '../support/desk.ts'
import { stockCustomers } from '../support/stock.ts'

type Guessing = (guess: string) => InjectOptions

/** What a stranger can try out: how to do it once, and what is answered while it is not slowed. */
const SECRETS = {
  'set-up links': [(guess) => ({ url: `/set-up/${guess}` }), 404],
  'invitations and resets': [(guess) => ({ url: `/invitations/${guess}` }), 404],
  statements: [(guess) => ({ url: `/statements/${guess}` }), 404],
  'downloads of statements': [(guess) => ({ url: `/statements/${guess}/entries.csv` }), 404],
  'tokens of billing systems': [
    (guess) => ({ url: '/charges', method: 'POST', headers: { authorization: `Bearer ${guess}` } }),
    401,
  ],
} satisfies Record<string, [request: Guessing, status: number]>

for (const [what, [request, status]] of Object.entries(SECRETS)) {
  t.test(`who tries ${what} out is slowed after twenty that open nothing, longer each time`, async (t) => {
    const { guess, clock } = await openForGuesses(t)
    const next = (address = '10.0.0.1') => guess(request, address)
    for (let tried = 0; tried < 20; tried++) t.equal((await next()).statusCode, status)
    const slowed = await next()
    t.equal(slowed.statusCode, 429)
    t.equal(slowed.headers['retry-after'], '5')
    t.equal((await next('10.0.0.2')).statusCode, status, 'nobody else is')
    clock.pass(6)
    t.equal((await next()).statusCode, status)
    t.equal((await next()).headers['retry-after'], '10')
  })
}

t.test('guesses are counted together, whatever is guessed', async (t) => {
  const { guess } = await openForGuesses(t)
  const requests = Object.values(SECRETS).map(([request]) => request)
  for (const request of [...requests, ...requests, ...requests, ...requests]) await guess(request, '10.0.0.1')
  for (const request of requests) t.equal((await guess(request, '10.0.0.1')).statusCode, 429)
})

t.test('what opens something is never held up, whoever guesses beside it', async (t) => {
  const { guess, desk } = await openForGuesses(t)
  const right = await rightOnes(desk)
  const [request] = SECRETS['tokens of billing systems']
  for (let tried = 0; tried <= 20; tried++) await guess(request, '10.0.0.1')
  for (const one of right) {
    t.equal((await desk.app.inject({ ...one, remoteAddress: '10.0.0.1' })).statusCode, 200)
  }
  t.equal((await guess(request, '10.0.0.1')).statusCode, 429, 'and takes nothing back')
})

t.test('who goes on with a revoked token is held up, and a new one beside it is not', async (t) => {
  const { desk } = await openForGuesses(t)
  const list = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    return (await desk.app.inject({ url: '/vouchers.json', headers, remoteAddress: '10.0.0.1' })).statusCode
  }
  const { token: old } = await connectBilling(desk, ['read'])
  t.equal(await list(old), 200)
  await desk.db.updateTable('apiTokens').set({ revokedAt: desk.clock.now }).execute()
  for (let tried = 0; tried < 20; tried++) t.equal(await list(old), 401)
  t.equal(await list(old), 429)
  const { token } = await connectBilling(desk, ['read'])
  t.equal(await list(token), 200)
  t.equal(await list(old), 429)
})

t.test('who signs in is not held up by what somebody at the same address guesses', async (t) => {
  const { guess, desk } = await openForGuesses(t)
  const [request] = SECRETS.statements
  for (let tried = 0; tried <= 20; tried++) await guess(request, '10.0.0.1')
  t.equal((await desk.stranger('10.0.0.1').signIn(desk.owner.email, 'wrong')).status, 422)
})

t.test('who claims to come from somewhere else is slowed all the same', async (t) => {
  const { guess } = await openForGuesses(t)
  const claiming: Guessing = (secret) => ({
    url: `/statements/${secret}`,
    headers: { 'x-forwarded-for': secret.replace('guess-', '10.7.7.'), 'x-real-ip': '10.7.7.7' },
  })
  for (let tried = 0; tried < 20; tried++) await guess(claiming, '10.0.0.1')
  t.equal((await guess(claiming, '10.0.0.1')).statusCode, 429)
})

t.test('many guesses at once are counted like one after the other', async (t) => {
  const { guess } = await openForGuesses(t)
  const [request] = SECRETS.statements
  const all = Array.from({ length: 30 }, () => guess(request, '10.0.0.1'))
  const slowed = (await Promise.all(all)).filter(({ statusCode }) => statusCode === 429)
  t.equal(slowed.length, 10)
})

t.test('an IPv6 network is one place: whoever has an address there has them all', async (t) => {
  for (const address of ['2001:db8:1:2::1', '2001:DB8:1:2:ffff::', '2001:db8:1:2:3:4:5:6']) {
    t.equal(placeOf(address), '2001:db8:1:2::/64')
  }
  t.equal(placeOf('2001:db8::1'), '2001:db8:0:0::/64')
  t.equal(placeOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
  t.equal(placeOf('::1'), '0:0:0:0::/64')
  t.equal(placeOf('::ffff:192.0.2.7'), '192.0.2.7')
  t.equal(placeOf('192.0.2.7'), '192.0.2.7')
})

/** A list by a token of a billing system, and a statement by its link. */
async function rightOnes(desk: Desk): Promise<InjectOptions[]> {
  const { token } = await connectBilling(desk, ['read'])
  await stockCustomers(desk, ['1001'])
  const made = await (await desk.browser.get('/customers/1/statements')).form('Make statement link').submit()
  const statement = /\/statements\/[\w-]+/.exec(made.text)?.[0] ?? ''
  return [{ url: '/vouchers.json', headers: { authorization: `Bearer ${token}` } }, { url: statement }]
}

/** A desk, and somebody who tries secrets out there: never the same one twice. */
async function openForGuesses(t: Test): Promise<{
  desk: Desk
  clock: Desk['clock']
  guess(request: Guessing, address: string): Promise<LightMyRequestResponse>
}> {
  const desk = await openDesk(t)
  let guesses = 0
  return {
    desk,
    clock: desk.clock,
    guess: (request, remoteAddress) => desk.app.inject({ ...request(`guess-${++guesses}`), remoteAddress }),
  }
}
