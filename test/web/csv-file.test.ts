import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { inEnglish } from '../../src/errors.ts'
import { readCsvFile } from '../../src/web/csv-file.ts'

const path = join(t.testdir(), 'file.csv')

/** The records of a file, each with the line it begins on in front; or what is wrong with it. */
async function read(content: string | Buffer): Promise<(string | number)[][] | string> {
  writeFileSync(path, content)
  const records: (string | number)[][] = []
  const wrong = await readCsvFile(path, (cells, line) => records.push([line, ...cells]) > 0)
  return wrong ? inEnglish(wrong) : records
}

t.test(
  'records are read with the line they begin on, whatever the line ends and wherever they are',
  async (t) => {
    const text = 'a,b\n"x\ny\n",2\n\n3,4\n,\n5,"6\n7"\n8,9'
    for (const end of ['\n', '\r\n', '\r']) {
      t.same(await read(text.replaceAll('\n', end)), [
        [1, 'a', 'b'],
        [2, 'x\ny\n', '2'],
        [6, '3', '4'],
        [8, '5', '6\n7'],
        [10, '8', '9'],
      ])
    }
  },
)

t.test('the separator is the one that the first line shows', async (t) => {
  t.same(await read('\uFEFF"a,b";c\n1;2'), [
    [1, 'a,b', 'c'],
    [2, '1', '2'],
  ])
  t.same(await read('\n a\tb,c\td\n1\t2\t3'), [
    [2, ' a', 'b,c', 'd'],
    [3, '1', '2', '3'],
  ])
})

t.test('reading stops where no more is wanted', async (t) => {
  writeFileSync(path, `${'a,b\n'.repeat(1000)}"never closed`)
  let seen = 0
  t.equal(await readCsvFile(path, () => ++seen < 3), undefined)
  t.equal(seen, 3)
})

t.test('characters and line ends that fall between two chunks are read whole', async (t) => {
  const chunk = 64 * 1024
  for (let before = chunk - 4; before <= chunk; before++) {
    const filling = 'x'.repeat(before - 2)
    t.same(await read(`${filling},ü\r\n1,2\r\n`), [
      [1, filling, 'ü'],
      [2, '1', '2'],
    ])
  }
})

t.test('what was written as CSV is read as it was', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', 'é', '😀', '"', ',', ';', '\n', ' '), maxLength: 6 })
  const record = fc
    .array(cell, { minLength: 3, maxLength: 3 })
    .filter((cells) => cells.join('').trim() !== '')
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), async (records) => {
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
      const all = [['h', 'i', 'j'], ...records]
      const back = await read(all.map((cells) => cells.map(quoted).join(',')).join('\n'))
      return JSON.stringify(all) === JSON.stringify(Array.isArray(back) && back.map(([, ...cells]) => cells))
    }),
    { numRuns: 50 },
  )
})
