import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const document = readFileSync(join(import.meta.dirname, '../SECURITY.md'), 'utf8')

/** The requirements of levels 1 and 2 of OWASP ASVS 5.0.0, of the chapters that apply: section, and how many. */
const REQUIREMENTS: Record<string, number> = {
  ...{ '1.1': 2, '1.2': 9, '1.3': 11, '1.4': 3, '1.5': 2 },
  ...{ '2.1': 3, '2.2': 3, '2.3': 4, '2.4': 1 },
  ...{ '3.2': 2, '3.3': 4, '3.4': 6, '3.5': 5, '3.7': 2 },
  ...{ '4.1': 3, '4.2': 1, '4.3': 2, '4.4': 4 },
  ...{ '5.1': 1, '5.2': 3, '5.3': 2, '5.4': 3 },
  ...{ '6.1': 3, '6.2': 12, '6.3': 4, '6.4': 4, '6.5': 5, '6.6': 3, '6.8': 4 },
  ...{ '7.1': 3, '7.2': 4, '7.3': 2, '7.4': 5, '7.5': 2, '7.6': 2 },
  ...{ '8.1': 2, '8.2': 3, '8.3': 1, '8.4': 1 },
  ...{ '11.1': 2, '11.2': 3, '11.3': 3, '11.4': 4, '11.5': 1, '11.6': 1 },
  ...{ '12.1': 3, '12.2': 2, '12.3': 4 },
  ...{ '13.1': 1, '13.2': 5, '13.3': 2, '13.4': 5 },
  ...{ '14.1': 2, '14.2': 4, '14.3': 3 },
  ...{ '15.1': 3, '15.2': 3, '15.3': 7 },
  ...{ '16.1': 1, '16.2': 5, '16.3': 4, '16.4': 3, '16.5': 3 },
}

const rows = [...document.matchAll(/^\| (\d[\d.–, ]*) \| (.+) \| (.*?) ?\|$/gm)].map(
  ([, numbers = '', how = '', tests = '']) => ({
    numbers: numbers.split(', ').flatMap(spelledOut),
    how,
    tests,
  }),
)

t.test('SECURITY.md answers every requirement of levels 1 and 2, each once', async (t) => {
  const wanted = Object.entries(REQUIREMENTS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
  )
  t.same(rows.flatMap(({ numbers }) => numbers).sort(), wanted.sort())
})

t.test('every test that it names is there', async (t) => {
  const named = rows.flatMap(({ tests }) => [...tests.matchAll(/`([\w/-]+)`/g)].map(([, name]) => name))
  t.ok(named.length > 100)
  const missing = named.filter((name) => !existsSync(join(import.meta.dirname, `${name}.test.ts`)))
  t.same([...new Set(missing)], [])
})

/** 1.2.6–1.2.8 is three of them. */
function spelledOut(range: string): string[] {
  const [first = '', last = first] = range.split('–')
  const section = first.slice(0, first.lastIndexOf('.'))
  const [from, to] = [first, last].map((number) => Number(number.slice(number.lastIndexOf('.') + 1)))
  const count = (to ?? 0) - (from ?? 0) + 1
  return Array.from({ length: count }, (_, index) => `${section}.${(from ?? 0) + index}`)
}
