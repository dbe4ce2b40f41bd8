import { sql } from 'kysely'
import t from 'tap'
import { fieldInWords } from '../../src/audit/field-words.ts'
import type { Db } from '../../src/database/open.ts'
import { furnish } from '../../src/demo/furnish.ts'
import { languageFor } from '../../src/languages/languages.ts'
import { stockEverything } from '../access/everything.ts'
import { openApp, openDesk } from '../support/desk.ts'

t.test('every value that events record has its words in every language', async (t) => {
  const { db } = await openApp(t)
  await furnish(db, 'correct horse battery', '2026-11-23T09:00:00.000Z')
  const desk = await openDesk(t)
  await stockEverything(
    desk,
    { partnerId: desk.partnerId, id: desk.owner.id, browser: desk.browser },
    'zebra',
  )
  const names = new Set([...(await recordedIn(db)), ...(await recordedIn(desk.db))])
  const chinese = await languageFor('zh')
  t.ok(names.size > 50)
  t.same(
    [...names].filter((name) => !/\p{Script=Han}/u.test(fieldInWords(name, chinese.t))),
    [],
  )
})

async function recordedIn(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT DISTINCT key AS name FROM audit_events, json_each(coalesce(before, after)) UNION
    SELECT DISTINCT key FROM audit_events, json_each(after)`.execute(db)
  return rows.map(({ name }) => name)
}
