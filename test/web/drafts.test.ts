import t from 'tap'
import type { Db } from '../../src/database/open.ts'
import { later } from '../../src/time/instant.ts'
import { confirmDraft, findDraft, keepDraft, sweepDrafts } from '../../src/web/drafts.ts'
import { freshDatabase, seed } from '../support/database.ts'

const AT = '2026-11-23T09:00:00.000Z'
const GONE = { code: 'DRAFT_GONE' }

const { db } = await freshDatabase(t)
const { memberId } = await seed(db)
const { memberId: strangerId } = await seed(db, 'contoso')
const owned = { memberId, kind: 'test' }
const content = { name: 'Ada', amounts: [1, 2] }

/** A change that can be seen: it adds one audit event. */
const happened = async () =>
  (await db.selectFrom('auditEvents').select('id').where('action', '=', 'it.happened').execute()).length
async function makeItHappen(trx: Db): Promise<string> {
  const { partnerId } = await trx
    .selectFrom('members')
    .select('partnerId')
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow()
  await trx
    .insertInto('auditEvents')
    .values({
      partnerId,
      memberId,
      address: '',
      action: 'it.happened',
      subject: '',
      before: null,
      after: null,
      at: AT,
    })
    .execute()
  return '/result'
}

t.test('a draft keeps what was filled in until it is confirmed', async (t) => {
  const id = await keepDraft(db, owned, content, AT)
  t.match(id, /^[\w-]{16}$/)
  t.same(await findDraft(db, owned, id), { id, content, resultPath: null })
})

t.test('to anyone else, and as any other form, it does not exist', async (t) => {
  const id = await keepDraft(db, owned, content, AT)
  await t.rejects(findDraft(db, { ...owned, memberId: strangerId }, id), GONE)
  await t.rejects(findDraft(db, { ...owned, kind: 'other' }, id), GONE)
  await t.rejects(findDraft(db, owned, 'made-up'), GONE)
  await t.rejects(confirmDraft(db, { ...owned, memberId: strangerId }, id, makeItHappen), GONE)
})

t.test('confirming makes the change with what was kept, and remembers where it led', async (t) => {
  const id = await keepDraft(db, owned, content, AT)
  const path = await confirmDraft(db, owned, id, async (trx, kept) => {
    t.same(kept, content)
    return makeItHappen(trx)
  })
  t.equal(path, '/result')
  t.match(await findDraft(db, owned, id), { resultPath: '/result' })
})

t.test('64 confirmations at once make the change once, and all lead to its result', async (t) => {
  const before = await happened()
  const id = await keepDraft(db, owned, content, AT)
  const paths = await Promise.all(Array.from({ length: 64 }, () => confirmDraft(db, owned, id, makeItHappen)))
  t.same(new Set(paths), new Set(['/result']))
  t.equal(await happened(), before + 1)
})

t.test('a change that fails leaves nothing behind, and the draft still waits', async (t) => {
  const before = await happened()
  const id = await keepDraft(db, owned, content, AT)
  const failing = confirmDraft(db, owned, id, async (trx) => {
    await makeItHappen(trx)
    throw new Error('too late')
  })
  await t.rejects(failing, { message: 'too late' })
  t.equal(await happened(), before)
  t.equal(await confirmDraft(db, owned, id, makeItHappen), '/result')
})

t.test('a draft is swept after a day, and not before', async (t) => {
  const id = await keepDraft(db, owned, content, AT)
  await sweepDrafts(db, later(AT, 24 * 60 * 60))
  t.ok(await findDraft(db, owned, id))
  await sweepDrafts(db, later(AT, 24 * 60 * 60 + 1))
  await t.rejects(findDraft(db, owned, id), GONE)
})
