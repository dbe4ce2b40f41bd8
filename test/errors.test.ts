import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { InvalidInput, inEnglish, PROBLEMS, Problem, phrase, readAll } from '../src/errors.ts'

t.test('ARCHITECTURE.md lists every refusal with its code, status and sentence', async (t) => {
  const document = readFileSync(join(import.meta.dirname, '../ARCHITECTURE.md'), 'utf8')
  const listed = [...document.matchAll(/^\| `([A-Z_]+)` \| (\d+) \| (.+) \|$/gm)].map(
    ([, code, status, sentence]) => [code, Number(status), sentence],
  )
  t.same(
    listed,
    Object.entries(PROBLEMS).map(([code, [status, sentence]]) => [code, status, sentence]),
  )
})

t.test('a problem says its sentence with its places filled', async (t) => {
  const problem = new Problem('SLOW_DOWN', { seconds: 30 })
  t.equal(problem.message, 'Too many attempts. Wait 30 seconds, then try again.')
  t.equal(problem.statusCode, 429)
})

t.test('a place that has no value is left as it stands', async (t) => {
  t.equal(inEnglish(phrase('{name}: {reason}', { name: 'PORT' })), 'PORT: {reason}')
})

t.test('reading several things says all that is wrong with them', async (t) => {
  const wrong = (field: string) => () => {
    throw new InvalidInput([{ field, phrase: phrase('Fill this in.') }])
  }
  const error = await readAll(wrong('name'), () => 'fine', wrong('amount')).catch((thrown: unknown) => thrown)
  t.ok(error instanceof InvalidInput)
  t.same(error instanceof InvalidInput && error.errors.map(({ field }) => field), ['name', 'amount'])
})

t.test('reading several things stops at an error that is no mistake of the person', async (t) => {
  await t.rejects(
    readAll(
      () => {
        throw new Problem('NOT_FOUND')
      },
      () => t.fail('read on'),
    ),
    { code: 'NOT_FOUND' },
  )
})
