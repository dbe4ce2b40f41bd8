import t from 'tap'
import { openDesk, PASSWORD } from '../support/desk.ts'
import { addTwoStepMember, codeAt, enterCode, STEP } from '../support/two-step.ts'

const desk = await openDesk(t)
const { db, clock } = desk

const addMember = () => addTwoStepMember(desk)

t.test(
  'guesses are slowed like those of a password, and knowing the password gives no more of them',
  async (t) => {
    const { email, secret } = await addMember()
    const browser = desk.stranger('10.4.0.1')
    const page = await browser.signIn(email, PASSWORD)
    for (let guess = 1; guess <= 2; guess++) t.equal((await enterCode(page, '000000')).status, 422)
    const again = await desk.stranger('10.4.0.1').signIn(email, PASSWORD)
    t.equal((await enterCode(again, '000000')).status, 422, 'the fifth attempt of the account')
    const slowed = await enterCode(again, codeAt(secret, clock.now))
    t.equal(slowed.status, 429, 'even with the right code')
    t.equal(slowed.headers['retry-after'], '5')
    t.match(slowed.errors(), { Code: 'Too many attempts. Wait 5 seconds, then try again.' })
    clock.pass(6)
    t.equal((await enterCode(slowed, codeAt(secret, clock.now))).path, '/')
    clock.pass(STEP)
    const anew = await desk.stranger('10.4.0.1').signIn(email, PASSWORD)
    for (let guess = 1; guess <= 4; guess++)
      t.equal((await enterCode(anew, '000000')).status, 422, 'it starts anew')
  },
)

t.test('an office behind one address is not slowed by its typing errors in between', async (t) => {
  const { email, secret } = await addMember()
  for (let turn = 0; turn < 3; turn++) {
    clock.pass(STEP)
    const typo = await desk.stranger('10.5.0.1').signIn(`typo${turn}@members.example`, 'wrong')
    t.equal(typo.status, 422)
    const page = await desk.stranger('10.5.0.1').signIn(email, PASSWORD)
    t.equal((await enterCode(page, codeAt(secret, clock.now))).path, '/')
  }
  const counted = db.selectFrom('signInAttempts').selectAll().where('subject', '=', 'address:10.5.0.1')
  t.same(await counted.execute(), [], 'both right attempts were taken back, and the wrong one with them')
})

t.test('who knows the password gets no more guesses of the code by changing it', async (t) => {
  const { browser } = await addMember()
  const guess = async () => (await browser.post('/two-step/removal', { code: '000000' })).status
  await browser.get('/two-step/removal')
  for (let attempt = 1; attempt <= 4; attempt++) t.equal(await guess(), 422)
  const form = (await browser.get('/password')).form('Change password')
  const fields = { 'Current password': PASSWORD, 'New password': 'another long password' }
  t.equal((await form.fill(fields).submit()).path, '/', 'the fifth attempt')
  t.equal(await guess(), 429)
})
