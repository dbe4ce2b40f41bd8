import { join } from 'node:path'
import t from 'tap'
import { disagreements } from '../support/billing.ts'
import { promptAt, refuses } from '../support/database.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'
import { allocate, approve, countVouchers, decisions, lastEvent, openReviews, reject } from './reviews.ts'

// Where a desk opens an hour before midnight.
const FAR_EAST = { timeZone: 'Pacific/Kiritimati' }
const MIDNIGHT = '2026-11-23T10:00:00.000Z'

t.test('a reviewer sees who asks for what and why, on which terms, and what would be left', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t, { maxVouchers: 10, maxTotalMinor: 100_000 })
  await allocate(desk, 50_000)
  const id = await ask('1001\n1002 75.50')
  const page = await reviewer.browser.get(`/issuances/${id}`)
  t.match(
    page.text,
    'Approving it issues 2 vouchers worth USD 155.50 in all, valid from 23 Nov 2026 to 22 Dec 2026.',
  )
  t.match(page.answers(), {
    Vouchers: '2',
    Sum: 'USD 155.50',
    Reason: 'A good customer',
    'Asked for': '23 Nov 2026, 09:00 by issuer 1',
    'Review because': 'Sponsored',
    'Vouchers that the template leaves': '10 before the approval, 8 after it',
    'Amount that the template leaves': 'USD 1,000.00 before the approval, USD 844.50 after it',
    'Budget left': 'USD 500.00 before the approval, USD 344.50 after it',
    'Vouchers per customer': 'No limit',
    Funding: 'Sponsored',
  })
  t.same(page.rows(), [
    { Customer: '1001', Name: 'Customer 1001', 'Amount (USD)': '80.00' },
    { Customer: '1002', Name: 'Customer 1002', 'Amount (USD)': '75.50' },
  ])
  t.same(page.errorLines(), [])
  t.equal(page.link('Download all lines as CSV'), `/issuances/${id}/lines.csv`)
})

t.test('without limits and a budget the page says so', async (t) => {
  const { reviewer, ask } = await openReviews(t)
  t.match((await reviewer.browser.get(`/issuances/${await ask('1001')}`)).answers(), {
    'Vouchers that the template leaves': 'No limit',
    'Amount that the template leaves': 'No limit',
    'Budget left': 'No limit',
  })
})

t.test('approved vouchers are valid from the day of the approval, and it stands who decided', async (t) => {
  const { desk, issuer, reviewer, ask } = await openReviews(t, {}, FAR_EAST)
  const id = await ask('1001\n1002 75.50')
  desk.clock.now = MIDNIGHT
  const page = await approve(reviewer.browser, id, 'Agreed with sales')
  t.equal(page.title, 'Issuance 1 Issued')
  t.equal(page.flash, 'Issuance 1 is approved, and its vouchers are issued.')
  t.match(page.answers(), {
    Approved: '24 Nov 2026, 00:00 by reviewer 2',
    'The reviewer’s reason': 'Agreed with sales',
  })
  t.same(await desk.db.selectFrom('vouchers').select(['faceMinor', 'validFromAt', 'expiresAt']).execute(), [
    { faceMinor: 8000, validFromAt: MIDNIGHT, expiresAt: '2026-12-23T10:00:00.000Z' },
    { faceMinor: 7550, validFromAt: MIDNIGHT, expiresAt: '2026-12-23T10:00:00.000Z' },
  ])
  t.same(await decisions(desk), [
    {
      id,
      status: 'issued',
      decidedBy: reviewer.id,
      decidedAt: desk.clock.now,
      decisionReason: 'Agreed with sales',
    },
  ])
  t.same(await lastEvent(desk), {
    action: 'issuance.approved',
    subject: 'issuance 1',
    memberId: reviewer.id,
    before: { status: 'in_review' },
    after: { status: 'issued', vouchers: 2, totalMinor: 15_550, reason: 'Agreed with sales' },
  })
  const seen = await issuer.browser.get(`/issuances/${id}`)
  t.match(seen.answers(), { 'The reviewer’s reason': 'Agreed with sales' })
  t.match(seen.rows(), [{ Voucher: /^\w{4}-\w{4}-\w{4}$/ }, { Customer: '1002' }])
  t.same(await disagreements(desk.db, desk.partnerId), [], 'the books agree')
})

t.test('the page leads down to the decision, and after it back to the reviews', async (t) => {
  const { desk, issuer, reviewer, ask } = await openReviews(t)
  const id = await ask('1001')
  const waiting = await reviewer.browser.get(`/issuances/${id}`)
  t.equal(waiting.link('Decide'), '#decision')
  t.match(waiting.body, /<section id="?decision"? tabindex="?-1"?>\s*<h2>Approve/)
  const decided = await approve(reviewer.browser, id)
  t.equal(decided.link('Decide'), undefined)
  t.equal((await decided.follow('Back to the reviews')).title, 'Reviews')
  const seen = await issuer.browser.get(`/issuances/${id}`)
  t.equal(seen.link('Back to the reviews'), undefined, 'who cannot review is not led there')
  await stockTemplate(desk)
  const { id: atOnce } = await stockVouchers(desk, 2, '1001')
  const page = await reviewer.browser.get(`/issuances/${atOnce}`)
  t.equal(page.link('Back to the reviews'), undefined, 'what needed no review has none to go back to')
})

t.test('a rejection needs a reason, which who asked reads; no voucher is issued', async (t) => {
  const { desk, issuer, reviewer, ask } = await openReviews(t)
  const id = await ask('1001\n1002 75.50')
  for (const [reason, said] of [
    ['', 'Fill this in.'],
    ['x'.repeat(201), 'Write at most 200 characters.'],
  ] as const) {
    const page = await reject(reviewer.browser, id, reason)
    t.equal(page.status, 422)
    t.same(page.errors(), { 'Reason for rejecting': said })
    t.equal(page.form('Reject').value('Reason for rejecting'), reason, 'what was typed is still there')
  }
  const page = await reject(reviewer.browser, id, 'Not for these customers')
  t.equal(page.title, 'Issuance 1 Rejected')
  t.equal(page.flash, 'Issuance 1 is rejected. No voucher was issued.')
  t.equal(page.link('Ask again'), undefined, 'a reviewer does not ask')
  t.equal(await countVouchers(desk), 0)
  t.match(await lastEvent(desk), {
    action: 'issuance.rejected',
    memberId: reviewer.id,
    after: { status: 'rejected', reason: 'Not for these customers' },
  })

  const seen = await issuer.browser.get(`/issuances/${id}`)
  t.match(seen.answers(), {
    Rejected: '23 Nov 2026, 09:00 by reviewer 2',
    'The reviewer’s reason': 'Not for these customers',
  })
  const again = await seen.follow('Ask again')
  t.equal(again.form('Continue').value('Customers'), '1001 80.00\n1002 75.50')
  t.equal(again.form('Continue').value('Reason'), 'A good customer')
  const check = await again.form('Continue').submit()
  t.equal((await check.form('Confirm').submit()).title, 'Issuance 2 In review')
  await (await desk.browser.get('/templates/1/archival')).form('Confirm').submit()
  t.equal((await issuer.browser.get(`/issuances/${id}`)).link('Ask again'), undefined)
})

t.test('nobody decides on what they asked for, an owner neither', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t)
  const id = await ask('1001', desk.owner)
  const page = await desk.browser.get(`/issuances/${id}`)
  t.match(page.text, 'It waits for a review by someone other than you.')
  for (const button of ['Approve', 'Reject']) t.throws(() => page.form(button), button)

  const entries = (await reviewer.browser.get(`/issuances/${id}`)).form('Approve').entries()
  const seen = String(new Map(entries).get('seen'))
  for (const noun of ['approval', 'rejection']) {
    const answer = await desk.browser.post(`/issuances/${id}/${noun}`, { seen, rejectionReason: 'Mine' })
    t.equal(answer.status, 403)
    t.match(answer.text, 'You asked for issuance 1 yourself. Someone else must review it.')
  }
  t.match(await decisions(desk), [{ status: 'in_review', decidedBy: null }])
  t.equal((await page.form('Cancel issuance').submit()).title, 'Issuance 1 Cancelled')
})

t.test('whoever asks where nobody else may review is told so, and led to the team', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockTemplate(desk, { funding: 'sponsored' })
  const form = (await desk.browser.get('/templates/1/issuances/new')).form('Continue')
  const check = await form.fill({ Customers: '1001', Reason: 'Winter' }).submit()
  const asked = await check.form('Confirm').submit()
  for (const page of [check, asked]) {
    t.match(page.text, 'Nobody else may review it yet.')
    t.equal(page.link('Open the team'), '/members')
  }
  await desk.addMember('viewer')
  t.match((await desk.browser.get('/issuances/1')).text, 'Nobody else may review it yet.')
  await desk.addMember('reviewer')
  const page = await desk.browser.get('/issuances/1')
  t.match(page.text, 'It waits for a review by someone other than you.')
  t.notMatch(page.text, 'Nobody else may review it yet.')
})

t.test('the database refuses an approval or a rejection by who asked, or by nobody', async (t) => {
  const { desk, issuer, ask } = await openReviews(t)
  await ask('1001')
  const prompt = promptAt(t, join(t.testdirName, 'scrip.db'))
  for (const status of ['issued', 'rejected']) {
    for (const member of [issuer.id, 'NULL']) {
      const sentence = `UPDATE issuances SET status = '${status}', decided_by = ${member}, decided_at = '${desk.clock.now}'`
      refuses(t, prompt, sentence, /approved or rejected by a member who did not ask for it/)
    }
  }
})

t.test('what would refuse the approval is shown up front, in the words of issuing', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t, { maxVouchers: 2, maxVouchersPerCustomer: 1 })
  await allocate(desk, 20_000)
  const first = await ask('1001 150')
  const second = await ask('1001\n1002')
  await approve(reviewer.browser, first)
  await desk.db.updateTable('customers').set({ active: 0 }).where('accountId', '=', '1002').execute()
  const page = await reviewer.browser.get(`/issuances/${second}`)
  t.equal(page.status, 200)
  t.match(page.text, 'Cannot be approved now:')
  t.same(page.errorLines(), [
    'Line 1: Customer 1001 has 1 of these vouchers, and the limit is 1.',
    'Line 2: Customer 1002 is not active.',
  ])
  t.match(page.answers(), {
    'Vouchers that the template leaves': '1, which is not enough',
    'Budget left': 'USD 50.00, which is not enough',
  })
  t.throws(() => page.form('Approve'), 'there is no button that cannot work')
  t.equal(
    (await page.form('Reject').fill({ 'Reason for rejecting': 'No' }).submit()).title,
    'Issuance 2 Rejected',
  )
})

t.test('from a template that is archived or over nothing is approved', async (t) => {
  const { desk, reviewer, ask } = await openReviews(
    t,
    {
      validity: 'fixed',
      validDays: null,
      firstDayOn: '2026-11-01',
      lastDayOn: '2026-11-23',
    },
    FAR_EAST,
  )
  const id = await ask('1001')
  const open = await reviewer.browser.get(`/issuances/${id}`)
  t.match(open.text, 'valid from 1 Nov 2026 to 23 Nov 2026.')
  desk.clock.now = MIDNIGHT
  const over = await open.form('Approve').fill({ 'Reason for approving': 'Fine' }).submit()
  t.equal(over.status, 422)
  t.same(over.errorLines(), ['The last day of template 1 is over: nothing more can be issued from it.'])
  t.equal(over.form('Approve').value('Reason for approving'), 'Fine', 'what was typed is still there')
  await (await desk.browser.get('/templates/1/archival')).form('Confirm').submit()
  t.same((await reviewer.browser.get(`/issuances/${id}`)).errorLines(), [
    'Template 1 is archived: nothing more can be issued from it.',
  ])
  t.equal(await countVouchers(desk), 0)
})

t.test(
  'of several that wait under one limit or budget the first fit, and the next is refused with the numbers',
  async (t) => {
    const cases = [
      [{ maxVouchers: 2 }, 'The template’s limit of vouchers leaves 0; these are 1.'],
      [{ maxTotalMinor: 20_000 }, 'The template allows USD 40.00 more; these add up to USD 80.00.'],
      [{}, 'The budget leaves USD 40.00; these add up to USD 80.00.'],
    ] as const
    for (const [limits, sentence] of cases) {
      await t.test(sentence, async (t) => {
        const { desk, reviewer, ask } = await openReviews(t, limits)
        if (Object.keys(limits).length === 0) await allocate(desk, 20_000)
        const pages = []
        for (const customer of ['1001', '1002', '1003']) {
          pages.push(await reviewer.browser.get(`/issuances/${await ask(customer)}`))
        }
        const ends = []
        for (const page of pages) {
          ends.push(await page.form('Approve').fill({ 'Reason for approving': 'Go' }).submit())
        }
        t.same(
          ends.map(({ status }) => status),
          [200, 200, 422],
        )
        t.same(ends.at(-1)?.errorLines(), [sentence])
        t.equal(ends.at(-1)?.form('Approve').value('Reason for approving'), 'Go')
        t.equal(await countVouchers(desk), 2)
        t.same(await disagreements(desk.db, desk.partnerId), [], 'the books agree')
      })
    }
  },
)

t.test('what is decided is what was seen', async (t) => {
  const { desk, reviewer, ask } = await openReviews(t, {}, FAR_EAST)
  const id = await ask('1001')
  const page = await reviewer.browser.get(`/issuances/${id}`)
  for (const noun of ['approval', 'rejection']) {
    const unseen = await reviewer.browser.post(`/issuances/${id}/${noun}`, { rejectionReason: 'x' })
    t.equal(unseen.status, 422)
    t.match(unseen.text, 'Something has changed since you looked.')
  }
  desk.clock.now = MIDNIGHT
  const moved = await page.form('Approve').fill({ 'Reason for approving': 'Fine' }).submit()
  t.equal(moved.status, 422)
  t.match(moved.text, /Something has changed since you looked.*valid from 24 Nov 2026 to 23 Dec 2026\./)
  t.equal((await moved.form('Approve').submit()).title, 'Issuance 1 Issued')
  t.match(await decisions(desk), [{ decisionReason: 'Fine' }])
})

t.test(
  'whoever comes second reads on the page what was decided; whoever decides again is led to the result',
  async (t) => {
    const { desk, reviewer, ask } = await openReviews(t)
    const id = await ask('1001')
    const page = await reviewer.browser.get(`/issuances/${id}`)
    const owners = await desk.browser.get(`/issuances/${id}`)
    await page.form('Approve').submit()
    const again = await page.form('Approve').submit()
    t.equal(again.title, 'Issuance 1 Issued')
    t.equal(again.status, 200)
    const late = [
      await owners.form('Approve').submit(),
      await owners.form('Reject').fill({ 'Reason for rejecting': 'No' }).submit(),
      await page.form('Reject').fill({ 'Reason for rejecting': 'After all not' }).submit(),
    ]
    for (const answer of late) {
      t.equal(answer.status, 409)
      t.equal(answer.title, 'Issuance 1 Issued')
      t.same(answer.errorLines(), ['Issuance 1 is no longer in review.'])
      t.match(answer.answers(), { Approved: '23 Nov 2026, 09:00 by reviewer 2' })
    }
    t.equal(await countVouchers(desk), 1)
  },
)
