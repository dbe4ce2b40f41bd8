import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import t, { type Test } from 'tap'
import { GroupCommit } from '../../src/database/group-commit.ts'

const BUSY = { name: 'Problem', code: 'DATABASE_BUSY' }

t.test('what a turn wrote is there for everyone once its commit resolves', async (t) => {
  const { group, write, notesFromOutside } = setUp(t)
  const turn = await group.begin()
  write('kept')
  t.same(notesFromOutside(), [], 'nobody else sees it before')
  await turn.commit()
  t.same(notesFromOutside(), ['kept'])
})

t.test('a turn that is rolled back leaves nothing behind', async (t) => {
  const { group, write, notesFromOutside } = setUp(t)
  const turn = await group.begin()
  write('undone')
  await turn.rollback()
  t.same(notesFromOutside(), [])
})

t.test('turns that wait at the same time come one after the other, in the order they asked', async (t) => {
  const { group, write, notesFromOutside } = setUp(t)
  const names = ['first', 'second', 'third', 'fourth']
  const running: string[] = []
  await Promise.all(
    names.map(async (name) => {
      const turn = await group.begin()
      running.push(name)
      t.same(running, [name], 'no other turn is under way')
      write(name)
      await Promise.resolve()
      running.pop()
      await turn.commit()
    }),
  )
  t.same(notesFromOutside(), names)
})

t.test('turns of one group hear of success only after the COMMIT they share', async (t) => {
  const { group, write, notesFromOutside } = setUp(t)
  const [first, second] = [group.begin(), group.begin()]
  const firstTurn = await first
  write('first')
  const answered: string[] = []
  const firstAnswer = firstTurn.commit().then(() => answered.push('first'))
  const secondTurn = await second
  write('second')
  t.same(answered, [], 'the first one still waits for the second')
  t.same(notesFromOutside(), [])
  await Promise.all([firstAnswer, secondTurn.commit()])
  t.same(notesFromOutside(), ['first', 'second'])
})

t.test('of one group, the turn that is rolled back is undone alone', async (t) => {
  const { group, write, notesFromOutside } = setUp(t)
  await Promise.all(
    ['first', 'second', 'third'].map(async (name) => {
      const turn = await group.begin()
      write(name)
      await (name === 'second' ? turn.rollback() : turn.commit())
    }),
  )
  t.same(notesFromOutside(), ['first', 'third'])
})

t.test('a COMMIT that fails fails the whole group, leaves nothing, and the writer goes on', async (t) => {
  const { group, writer, write, notesFromOutside } = setUp(t)
  const answers = await Promise.allSettled([
    inTurn(group, () => write('before')),
    inTurn(group, () => writer.exec('INSERT INTO replies (note_id) VALUES (404)')),
    inTurn(group, () => write('after')),
  ])
  for (const answer of answers) {
    t.match(answer, { status: 'rejected', reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } })
  }
  t.same(notesFromOutside(), [])
  await inTurn(group, () => write('later'))
  t.same(notesFromOutside(), ['later'])
})

t.test('a rolled back turn of a group whose COMMIT fails hears of the failure, too', async (t) => {
  const { group, writer, notesFromOutside } = setUp(t)
  const broken = inTurn(group, () => writer.exec('INSERT INTO replies (note_id) VALUES (404)'))
  const undone = group.begin().then((turn) => turn.rollback())
  await t.rejects(broken)
  await t.rejects(undone)
  t.same(notesFromOutside(), [])
})

t.test('a full disk loses what was not acknowledged, nothing else, and the writer goes on', async (t) => {
  const { group, writer, write, notesFromOutside } = setUp(t)
  const pages = Number(writer.pragma('page_count', { simple: true }))
  writer.pragma(`max_page_count = ${pages + 4}`)
  const texts = ['small', 'x'.repeat(100_000), 'small, too']
  const answers = await Promise.allSettled(texts.map((text) => inTurn(group, () => write(text))))
  t.equal(answers[1]?.status, 'rejected')
  const acknowledged = texts.filter((_, place) => answers[place]?.status === 'fulfilled')
  t.same(notesFromOutside(), acknowledged)
  writer.pragma('max_page_count = 100000')
  await inTurn(group, () => write('later'))
  t.same(notesFromOutside(), [...acknowledged, 'later'])
})

t.test('a ROLLBACK that fails leaves nobody waiting, is made up for, and the writer goes on', async (t) => {
  const { group, writer, write, notesFromOutside } = setUp(t)
  // Nothing can be run over a connection with a query that is stepped through, not even what would undo it.
  let query: IterableIterator<unknown> | undefined
  const lost = inTurn(group, () => {
    write('lost')
    query = writer.prepare('SELECT 1 UNION SELECT 2').iterate()
  })
  const behind = inTurn(group, () => write('behind'))
  await t.rejects(lost, { message: /busy executing a query/ })
  await t.rejects(behind, { message: /busy executing a query/ })
  query?.return?.()
  await inTurn(group, () => write('later'))
  t.same(notesFromOutside(), ['later'])
})

t.test('waiting for a file that another process holds ends in DATABASE_BUSY, too', async (t) => {
  const { group, write, outside, notesFromOutside } = setUp(t, 20)
  outside.exec('BEGIN IMMEDIATE')
  await t.rejects(group.begin(), BUSY)
  outside.exec('COMMIT')
  await inTurn(group, () => write('later'))
  t.same(notesFromOutside(), ['later'])
})

t.test(
  'waiting for a turn that is held ends in DATABASE_BUSY, and the holder is not disturbed',
  async (t) => {
    const { group, write, notesFromOutside } = setUp(t, 20)
    const held = await group.begin()
    write('held')
    await t.rejects(group.begin(), BUSY)
    await held.commit()
    await inTurn(group, () => write('later'))
    t.same(notesFromOutside(), ['held', 'later'])
  },
)

t.test('one that gave up waiting leaves its place to those behind it', async (t) => {
  const { group, write, notesFromOutside } = setUp(t, 20)
  const held = await group.begin()
  await t.rejects(group.begin(), BUSY)
  const patient = inTurn(group, () => write('patient'))
  await held.commit()
  await patient
  t.same(notesFromOutside(), ['patient'])
})

t.test('each is refused once it has waited long enough itself, whoever waited before it', async (t) => {
  const waitMs = 60
  const { group } = setUp(t, waitMs)
  const held = await group.begin()
  const first = group.begin()
  const asked = performance.now() + waitMs / 2
  while (performance.now() < asked);
  const second = group.begin()
  const refusedAt = second.then(
    () => 0,
    () => performance.now(),
  )
  await t.rejects(first, BUSY)
  await t.rejects(second, BUSY)
  t.ok((await refusedAt) - asked >= waitMs)
  await held.commit()
})

t.test('more than fit into one group all come, in order', async (t) => {
  const { group, write, notesFromOutside } = setUp(t)
  const names = Array.from({ length: 300 }, (_, place) => `note ${place}`)
  await Promise.all(names.map((name) => inTurn(group, () => write(name))))
  t.same(notesFromOutside(), names)
})

t.test('everyone who waits hears of it when the writer is closed', async (t) => {
  const { group, writer, write, notesFromOutside } = setUp(t)
  const [held, behind] = [await group.begin(), group.begin()]
  write('lost')
  const answer = held.commit()
  writer.close()
  await t.rejects(answer)
  await t.rejects(behind)
  t.same(notesFromOutside(), [])
})

t.test('whoever waits is not kept waiting by others who come one by one, each at a slow turn', async (t) => {
  const { group } = setUp(t)
  let others = 0
  let isHeard = false
  const first = inTurn(group, () => undefined).then(() => {
    isHeard = true
  })
  const more: Promise<void>[] = []
  while (!isHeard && others < 100) {
    more.push(inTurn(group, () => undefined))
    others++
    const until = performance.now() + 10
    while (performance.now() < until);
    await setImmediate()
  }
  t.ok(others < 100)
  await Promise.all([first, ...more])
})

/** A writer with two tables, one of them with a deferred foreign key, and somebody who looks from outside. */
function setUp(t: Test, waitMs = 1000) {
  const file = join(t.testdir(), 'group.db')
  const writer = new BetterSqlite3(file, { timeout: 0 })
  writer.pragma('journal_mode = WAL')
  writer.exec(`
    CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE replies (note_id INTEGER REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED);
  `)
  const outside = new BetterSqlite3(file)
  t.teardown(() => {
    outside.close()
    writer.close()
  })
  return {
    writer,
    outside,
    group: new GroupCommit(writer, waitMs),
    write: (text: string) => writer.prepare('INSERT INTO notes (text) VALUES (?)').run(text),
    notesFromOutside: () => outside.prepare('SELECT text FROM notes ORDER BY id').pluck().all(),
  }
}

/** One transaction as a driver runs it: what throws is rolled back. */
async function inTurn(group: GroupCommit, work: () => unknown): Promise<void> {
  const turn = await group.begin()
  try {
    turn.run(work)
  } catch (error) {
    await turn.rollback()
    throw error
  }
  await turn.commit()
}
