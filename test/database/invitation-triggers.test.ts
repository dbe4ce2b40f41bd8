import t, { type Test } from 'tap'
import { freshDatabase, promptAt, refuses, seed } from '../support/database.ts'

const BEGIN = 'a link is made open, once, and a reset for a member of its partner'
const ENDED = 'a link that was used or revoked is never changed'
const KEEP = 'a link keeps what it is for'
const LATER = `'2026-01-03T00:00:00.000Z'`

type Column = 'id' | 'kind' | 'hash' | 'role' | 'member' | 'used' | 'revoked'

/** Writes a link of partner 1: an invitation unless told. */
const link = (change: Partial<Record<Column, number | string>> = {}, act = 'INSERT') => {
  const { id = 'NULL', kind = 'invitation', hash = 'cc', role = `'issuer'` } = change
  const { member = 'NULL', used = 'NULL', revoked = 'NULL' } = change
  return `${act} INTO invitations (id, partner_id, kind, token_hash, name, role, member_id, created_by, created_at,
      expires_at, used_at, revoked_at)
    VALUES (${id}, 1, '${kind}', '${hash}', 'Ben', ${role}, ${member}, 1, '2026-01-02T00:00:00.000Z',
      '2026-01-09T00:00:00.000Z', ${used}, ${revoked})`
}

const reset = (change: Partial<Record<Column, number | string>> = {}) =>
  link({ kind: 'reset', role: 'NULL', member: 1, ...change })

/** Two partners, with members 1 and 2, and of the first an open invitation 1 and an open reset 2. */
async function setUp(t: Test) {
  const { db, file } = await freshDatabase(t)
  await seed(db)
  await seed(db, 'contoso')
  const prompt = promptAt(t, file)
  prompt.exec(`${link({ id: 1, hash: 'aa' })}; ${reset({ id: 2, hash: 'bb' })}`)
  return prompt
}

t.test('a reset is for a member of its partner', async (t) => {
  const prompt = await setUp(t)
  refuses(t, prompt, reset({ member: 2 }), BEGIN)
  refuses(t, prompt, 'UPDATE invitations SET member_id = 2 WHERE id = 2', KEEP)
  prompt.exec(reset())
})

t.test('a link is made open', async (t) => {
  const prompt = await setUp(t)
  refuses(t, prompt, link({ used: LATER }), BEGIN)
  refuses(t, prompt, link({ revoked: LATER }), BEGIN)
})

t.test('a link that was used or revoked never becomes open again', async (t) => {
  const prompt = await setUp(t)
  prompt.exec(`UPDATE invitations SET used_at = ${LATER}, member_id = 1 WHERE id = 1;
    UPDATE invitations SET revoked_at = ${LATER} WHERE id = 2`)
  refuses(t, prompt, 'UPDATE invitations SET used_at = NULL WHERE id = 1', ENDED)
  refuses(t, prompt, `UPDATE invitations SET revoked_at = ${LATER} WHERE id = 1`, ENDED)
  refuses(t, prompt, 'UPDATE invitations SET revoked_at = NULL WHERE id = 2', ENDED)
})

t.test('a link keeps what it is for, and how long', async (t) => {
  const prompt = await setUp(t)
  const changes = [
    'id = 9',
    'partner_id = 2',
    `token_hash = 'dd'`,
    `name = 'Eve'`,
    `role = 'owner'`,
    'member_id = 1',
    'created_by = 2',
    `created_at = ${LATER}`,
    `expires_at = '2036-01-09T00:00:00.000Z'`,
  ]
  for (const change of changes) refuses(t, prompt, `UPDATE invitations SET ${change} WHERE id = 1`, KEEP)
})

t.test('nobody joins another partner than they were invited to', async (t) => {
  const prompt = await setUp(t)
  refuses(t, prompt, `UPDATE invitations SET used_at = ${LATER}, member_id = 2 WHERE id = 1`, KEEP)
})

t.test('links are never deleted, and never replaced', async (t) => {
  const prompt = await setUp(t)
  refuses(t, prompt, 'DELETE FROM invitations', 'links are never deleted: revoke them')
  refuses(t, prompt, link({ id: 1 }, 'INSERT OR REPLACE'), BEGIN)
  refuses(t, prompt, link({ hash: 'aa' }, 'INSERT OR REPLACE'), BEGIN)
  refuses(t, prompt, `UPDATE OR REPLACE invitations SET token_hash = 'bb' WHERE id = 1`, KEEP)
})
