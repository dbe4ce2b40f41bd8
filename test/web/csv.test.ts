import fc from 'fast-check'
import t from 'tap'
import { type Csv, readCsv } from '../../src/web/csv.ts'
import { guarded, unguarded } from '../../src/web/csv-guard.ts'

async function read(source: string | Buffer): Promise<Csv> {
  const csv = await readCsv(source)
  if ('sentence' in csv) throw new Error(csv.sentence)
  return csv
}
const cells = async (source: string | Buffer) => (await read(source)).lines.map((line) => line.cells)

t.test('commas, semicolons and tabs separate, whichever the first line has most of', async (t) => {
  t.same(await cells('a,b;c\n1,2;3'), [['1', '2;3']])
  t.same(await cells('a;b\n1,5;2'), [['1,5', '2']])
  t.same(await cells('a\tb\n1\t2'), [['1', '2']])
  t.same(await cells('"a;b;c",d\n1,2'), [['1', '2']], 'what stands in quotes does not count')
})

t.test(
  'a byte order mark, any line ends, blank lines and outer spaces are no part of the values',
  async (t) => {
    const wanted = [
      ['1', 'x y'],
      ['2', ''],
    ]
    t.same(await cells('a,b\n1,x y\n2,\n'), wanted)
    t.same(await cells('\ufeffa,b\r\n1,x y\r\n2,'), wanted)
    t.same(await cells(Buffer.from('\ufeffa,b\r1, x y \r2,')), wanted)
    t.same(await cells('a,b\n\n1,x y\n   \n,\n2,'), wanted)
    t.same((await read('\ufeffa,b\n1,2')).header, ['a', 'b'])
  },
)

t.test('quotes hold separators, line breaks and quotes', async (t) => {
  t.same(await cells('a,b\r\n"1,5","say ""hi""\r\nthere"'), [['1,5', 'say "hi"\nthere']])
})

t.test('each record knows the line it begins on', async (t) => {
  const { lines } = await read('a,b\r\n1,"x\r\ny\r\nz"\r\n\r\n2,\r\n3\r\n')
  t.same(
    lines.map((line) => [line.cells[0], line.number]),
    [
      ['1', 2],
      ['2', 6],
      ['3', 7],
    ],
  )
})

t.test(
  'the names of columns are read in any spelling; the first line is there as it is written, too',
  async (t) => {
    const { header, first } = await read('Account-ID, Name of it ,EMAIL\n1,2,3')
    t.same(header, ['account_id', 'name_of_it', 'email'])
    t.same(first, { number: 1, cells: ['Account-ID', 'Name of it', 'EMAIL'] })
  },
)

t.test('a line may be shorter or longer than the first', async (t) => {
  t.same(await cells('a,b\n1\n1,2,3'), [['1'], ['1', '2', '3']])
})

t.test('what is no CSV file is one sentence', async (t) => {
  const sentence = async (source: string | Buffer) => {
    const csv = await readCsv(source)
    return 'sentence' in csv ? csv.sentence : undefined
  }
  t.equal(await sentence(''), 'There is nothing in it.')
  t.equal(await sentence(Buffer.from('\ufeff \r\n\r\n')), 'There is nothing in it.')
  t.equal(await sentence(',,\n,,'), 'There is nothing in it.')
  t.match(await sentence(Buffer.from('PK\x03\x04')), 'a workbook or an archive')
  t.match(await sentence(Buffer.from([0x61, 0xff, 0x62])), 'not in UTF-8')
  t.match(await sentence(Buffer.from('a,b\n1,2', 'utf16le')), 'not a text file')
  t.match(await sentence('a\nx\0y'), 'not a text file')
  t.match(await sentence('a,b\n1,x"y"'), 'quotation mark')
  t.match(await sentence('a,b\n1,"x"y'), 'quotation mark')
  t.match(await sentence(`a\n"${'x'.repeat(50_000)}"`), 'too long')
})

t.test('50,000 lines are read, one more is refused', async (t) => {
  t.equal((await read(`a\n${'1\n'.repeat(50_000)}`)).lines.length, 50_000)
  t.match(await readCsv(`a\n${'1\n'.repeat(50_001)}`), {
    sentence: 'It has more than {max} lines. Send it in parts.',
  })
})

t.test('a cell that a spreadsheet would run is guarded, a number is not', async (t) => {
  for (const cell of ['=1+1', '+1', '-a', '@SUM(A1)', '\t1', '\r1', '-', '--1', '-1.', '＝1', "'=1"]) {
    t.equal(guarded(cell), `'${cell}`)
  }
  for (const cell of ['', '12', '-12.50', '0', 'a=b', "'tis", '1-2', 'ada@example.com']) {
    t.equal(guarded(cell), cell)
  }
})

t.test(
  'so is what stands behind a separator of other spreadsheets, or on a new line of a cell',
  async (t) => {
    for (const [cell, kept] of [
      ['x;=1+1', "x;'=1+1"],
      ['x\t@SUM(A1)', "x\t'@SUM(A1)"],
      ['note\n-1+2', "note\n'-1+2"],
      ['x;"=1+1"', `x;"'=1+1"`],
      ["x;'=1", "x;''=1"],
      ['\t=1', "'\t'=1"],
      ['=1;=2;x', "'=1;'=2;x"],
      ['a;b=c', 'a;b=c'],
      ['x,=1', 'x,=1'],
    ]) {
      t.equal(guarded(cell ?? ''), kept)
    }
  },
)

t.test('whatever a cell is, taking the guard away gives it back', async () => {
  const cell = fc.oneof(fc.string(), fc.stringMatching(/^'*[=+\-@\t\r\n]?[0-9.'=-]*$/))
  const hostile = fc.array(fc.constantFrom(...'=+-@\'";\t\r\n,x1＝')).map((parts) => parts.join(''))
  fc.assert(fc.property(fc.oneof(cell, hostile), (text) => unguarded(guarded(text)) === text))
})
