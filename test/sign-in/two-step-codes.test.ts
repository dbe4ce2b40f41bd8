import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { addTwoStepMember, codeAt, enterCode, keyOn, recoveryCodesOn, STEP } from '../support/two-step.ts'

const desk = await openDesk(t)
const { db, clock } = desk

const addMember = () => addTwoStepMember(desk)
const signIn = async (email: string, code: string) =>
  enterCode(await desk.stranger().signIn(email, PASSWORD), code)
const actionsOf = async (id: number) => {
  const events = db.selectFrom('auditEvents').select(['action', 'after']).where('memberId', '=', id)
  return (await events.orderBy('id').execute()).filter(({ action }) => !action.startsWith('session.'))
}

t.test('new recovery codes are made with a code, and the old ones die', async (t) => {
  const { browser, id, email, secret, codes } = await addMember()
  const ask = await (await browser.get('/two-step')).follow('Make new recovery codes')
  const made = await enterCode(ask, codeAt(secret, clock.now), 'Make recovery codes')
  t.equal(made.status, 201)
  const fresh = recoveryCodesOn(made)
  t.equal(new Set([...fresh, ...codes]).size, 20)
  t.equal((await signIn(email, codes[0] ?? '')).status, 422)
  t.equal((await signIn(email, fresh[0] ?? '')).path, '/')
  t.same(await actionsOf(id), [
    { action: 'two_step.turned_on', after: null },
    { action: 'recovery_codes.made', after: '{"shown":"code"}' },
  ])
})

t.test('a recovery code makes new ones, too', async (t) => {
  const { browser, codes } = await addMember()
  const made = await enterCode(
    await browser.get('/two-step/recovery-codes'),
    codes[3] ?? '',
    'Make recovery codes',
  )
  t.equal(recoveryCodesOn(made).length, 10)
  t.same((await browser.get('/two-step')).answers(), { 'Recovery codes left': '10' })
})

t.test(
  'a second click on Make recovery codes says that the code was used, and not that it is wrong',
  async (t) => {
    const { browser, id, secret } = await addMember()
    const ask = await browser.get('/two-step/recovery-codes')
    const code = codeAt(secret, clock.now)
    t.equal((await enterCode(ask, code, 'Make recovery codes')).status, 201)
    const second = await enterCode(ask, code, 'Make recovery codes')
    t.equal(second.status, 422)
    t.same(second.errors(), {
      Code: 'This code was used a moment ago. If you saw no recovery codes then, make new ones with the next code.',
    })
    const made = (await actionsOf(id)).filter(({ action }) => action === 'recovery_codes.made')
    t.equal(made.length, 1)
  },
)

t.test('a wrong code makes and turns off nothing, and guesses are slowed', async (t) => {
  const { browser, email, codes } = await addMember()
  const pages = [
    ['/two-step/recovery-codes', 'Make recovery codes'],
    ['/two-step/replacement', 'Continue'],
    ['/two-step/removal', 'Turn off'],
    ['/two-step/removal', 'Turn off'],
    ['/two-step/removal', 'Turn off'],
  ] as const
  for (const [path, button] of pages) {
    const refused = await enterCode(await browser.get(path), '000000', button)
    t.equal(refused.status, 422)
    t.match(refused.errors(), { Code: 'This code is wrong, or was used before.' })
    t.equal(refused.form(button).value('Code'), '000000')
  }
  t.equal((await enterCode(await browser.get('/two-step/removal'), codes[0] ?? '', 'Turn off')).status, 429)
  clock.pass(6)
  t.equal((await signIn(email, codes[0] ?? '')).title, 'Enter your code', 'the password was an attempt, too')
  clock.pass(60)
  t.equal((await signIn(email, codes[0] ?? '')).status, 429)
})

t.test('Turn off asks for a code, and then the password alone is enough', async (t) => {
  const { browser, id, email, secret, codes } = await addMember()
  const ask = await (await browser.get('/two-step')).follow('Turn off')
  t.match(ask.text, 'Your recovery codes will be gone.')
  const off = await enterCode(ask, codeAt(secret, clock.now), 'Turn off')
  t.equal(off.path, '/two-step')
  t.match(off.flash, 'Two-step sign-in is off.')
  t.equal((await desk.stranger().signIn(email, PASSWORD)).path, '/')
  const row = await db.selectFrom('members').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  t.same([row.twoStepSecret, row.twoStepCounter], [null, null])
  t.same(await db.selectFrom('recoveryCodes').selectAll().where('memberId', '=', id).execute(), [])
  t.match((await actionsOf(id)).at(-1), { action: 'two_step.turned_off', after: '{"shown":"code"}' })
  t.equal((await enterCode(ask, codes[0] ?? '', 'Turn off')).path, '/two-step', 'a second click ends there')
  t.equal((await browser.get('/two-step/removal')).path, '/two-step')
})

t.test('what awaits a code while it is turned off signs in anew', async (t) => {
  const { browser, email, secret, codes } = await addMember()
  const half = await desk.stranger().signIn(email, PASSWORD)
  await enterCode(await browser.get('/two-step/removal'), codeAt(secret, clock.now), 'Turn off')
  t.equal((await enterCode(half, codes[0] ?? '')).title, 'Sign in')
})

t.test('another app takes the place of the first one once it has shown a code', async (t) => {
  const { browser, id, email, secret, codes } = await addMember()
  const ask = await (await browser.get('/two-step')).follow('Change to another app or phone')
  const setUp = await enterCode(ask, codes[0] ?? '', 'Continue')
  const fresh = keyOn(setUp)
  t.not(fresh, secret)
  t.equal((await signIn(email, codeAt(secret, clock.now))).path, '/', 'the old one works until then')
  const done = await enterCode(setUp, codeAt(fresh, clock.now), 'Confirm')
  t.equal(recoveryCodesOn(done).length, 10)
  clock.pass(STEP)
  t.equal((await signIn(email, codeAt(secret, clock.now))).status, 422)
  t.equal((await signIn(email, codeAt(fresh, clock.now))).path, '/')
  t.equal((await actionsOf(id)).at(-1)?.action, 'two_step.replaced')
})

t.test('who has it on is offered no second key without a code', async (t) => {
  const { browser } = await addMember()
  await browser.get('/two-step')
  t.equal((await browser.post('/two-step/drafts', {})).location, '/two-step')
})
