import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ACTION_OPTIONS, actionInWords } from '../../src/audit/audit-words.ts'
import { ENGLISH } from '../../src/languages/languages.ts'

const SRC = join(import.meta.dirname, '../../src')

/** Every `noun.verb` in a file that records events. Columns of tables are no such words: they end in no past tense. */
function actionsIn(file: string): string[] {
  const source = readFileSync(join(SRC, file), 'utf8')
  if (!/\b(recordEvent|AuditEvent)\b/.test(source)) return []
  const words = [...source.matchAll(/'([a-z_]+\.[a-z_]+)'/g)].map(([, word = '']) => word)
  return words.filter((word) => /(ed|made|reset|withdrawn|turned_on|turned_off)$/.test(word))
}

const files = globSync('**/*.ts', { cwd: SRC }).filter((file) => !file.startsWith('audit/'))
// The imports build theirs from the name of the list.
const used = new Set([...files.flatMap(actionsIn), 'customers.imported', 'products.imported'])

t.test('every action that the code records has its words', async (t) => {
  const known = new Set<string>(ACTION_OPTIONS.map(([action]) => action))
  t.ok(used.size > 30)
  t.same(
    [...used].filter((action) => !known.has(action)),
    [],
  )
})

t.test('there are no words for what the code never does', async (t) => {
  t.same(
    ACTION_OPTIONS.map(([action]) => action).filter((action) => !used.has(action)),
    [],
  )
})

t.test('every call that records an event names its action where this test can see it', async (t) => {
  const calls = files.filter((file) => /\brecordEvent\(/.test(readFileSync(join(SRC, file), 'utf8')))
  const silent = calls.filter((file) => actionsIn(file).length === 0)
  t.same(silent, ['imports/import-lines.ts'])
})

t.test('an action without words is shown as it is on record', async (t) => {
  t.equal(actionInWords('template.archived', ENGLISH.t), 'Archived a template')
  t.equal(actionInWords('thing.done', ENGLISH.t), 'thing.done')
})
