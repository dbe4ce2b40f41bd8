import { randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { focusBill, sendBill, uploadsOf } from '../support/bills.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockProducts } from '../support/stock.ts'

const desk = await openDesk(t)
const { browser, db } = desk
await stockCustomers(desk, ['1001'])
await stockProducts(desk, { compute: {} })

const HEADER = 'SubAccountId,ServiceName,BilledCost,BillingCurrency,BillingPeriodStart'
const LINE = '1001,compute,1.25,USD,2026-10-01'
const MEGABYTE = 1024 * 1024
const lines = (...texts: string[]) => [HEADER, ...texts].join('\n')
const ofCost = (cost: string) => lines(LINE, `1001,compute,${cost},USD,2026-10-01`)
const uploads = () => uploadsOf(t)

/** What a file is refused with; nothing is left of it. */
async function refusalOf(content: string | Buffer): Promise<string[]> {
  const page = await sendBill(browser, new File([new Uint8Array(Buffer.from(content))], 'bill.csv'))
  const drafts = await db.selectFrom('drafts').select('id').execute()
  const left = [page.status, drafts.length, uploads().length]
  if (left.join() !== '422,0,0') throw new Error(`It left something: ${left.join()}`)
  const { 'CSV file': first = '', ...others } = page.errors()
  return [first, ...Object.values(others)]
}

t.test('what is no CSV file at all is said in one sentence', async (t) => {
  const archive = /^This is a workbook or an archive/
  const noText = /^This is not a text file/
  const files: [string | Buffer, string | RegExp][] = [
    ['', 'There is nothing in it.'],
    ['\uFEFF\n\n  \n', 'There is nothing in it.'],
    [Buffer.from('PK\x03\x04 and so on'), archive],
    [gzipSync(lines(LINE)), archive],
    [Buffer.from(lines(LINE, '1001,Br\xfcckenbau,1,USD,2026-10-01'), 'latin1'), /^It is not in UTF-8/],
    [Buffer.from(`\uFEFF${lines(LINE)}`, 'utf16le'), /^It is not in UTF-8/],
    [Buffer.concat([Buffer.from(lines(LINE)), Buffer.from([0xc3])]), /^It is not in UTF-8/],
    [lines(LINE.replace('compute', 'com\0pute')), noText],
    [Buffer.concat([Buffer.from('PAR1\0\0'), randomBytes(100)]), /./],
  ]
  for (const [content, sentence] of files) t.match((await refusalOf(content))[0], sentence)
})

t.test('a header that names too little or too much is refused', async (t) => {
  t.same(await refusalOf(HEADER), ['There is no line below the names of the columns.'])
  t.match(await refusalOf('a|b|c\n1|2|3'), [/^The first line must name the columns/])
  t.same(await refusalOf(`${'a,'.repeat(1000)}\n${LINE}`), ['It has 1001 columns. A bill may have 1000.'])
  t.same(await refusalOf(`${HEADER}${','.repeat(1_000_000)}\n${LINE}`), [
    'Line 1 is too long, or a quotation mark in it is never closed.',
  ])
})

t.test('a line that is too long, or whose quotation is never closed, is named', async (t) => {
  const endless = 'Line 3 is too long, or a quotation mark in it is never closed.'
  t.same(await refusalOf(lines(LINE, `1001,"compute,1,USD,2026-10-01\n${'x'.repeat(MEGABYTE)}`)), [endless])
  t.same(await refusalOf(lines(LINE, `1001,"${'compute\n'.repeat(100_000)}`)), [endless])
  t.same(await refusalOf(lines(LINE, `1001${','.repeat(MEGABYTE)}`)), [endless])
  const open = 'Line 3 has a quotation mark too many, or one that is never closed.'
  t.same(await refusalOf(lines(LINE, '1001,"compute,1,USD,2026-10-01')), [open])
  t.same(await refusalOf(lines(LINE, '1001,com"pute,1,USD,2026-10-01')), [open])
})

t.test('an amount that is none is named by its line, and the whole file is refused', async (t) => {
  const sentence = (text: string) =>
    `Line 3: “${text}” is no amount. Write digits with a point for decimals, such as 1234.50 or 4E-7.`
  for (const text of ['NaN', 'Infinity', '-Infinity', '0x1F', '1e', '$5', '１', '=1+1', '1 000']) {
    t.same(await refusalOf(ofCost(text)), [sentence(text)])
  }
  t.same(await refusalOf(ofCost('"1,5"')), [sentence('1,5')])
  for (const text of ['1e309', '1e99999999']) {
    t.same(await refusalOf(ofCost(text)), [`Line 3: “${text}” is larger than Scrip can hold.`])
  }
  t.same(await refusalOf(ofCost('1e-309')), ['Line 3: “1e-309” has more decimals than Scrip can hold.'])
  t.same(await refusalOf(ofCost('')), ['Line 3: The amount is missing.'])
  t.same(await refusalOf(ofCost('NULL')), ['Line 3: The amount is missing.'])
})

t.test('a billing period that is none is named by its line', async (t) => {
  const of = (start: string, end: string) =>
    `${HEADER},BillingPeriodEnd\n${LINE},\n1001,compute,1,USD,${start},${end}`
  const none = /^Line 3: “.+” is no time of a billing period/
  for (const text of [
    'October',
    '2026-13-01',
    '2026-02-30',
    '2026-10-01 25:00',
    '01.10.2026',
    '9'.repeat(500),
  ]) {
    t.match(await refusalOf(of(text, '')), [none], text)
    t.match(await refusalOf(of('2026-10-01', text)), [none], text)
  }
  t.same(await refusalOf(of('', '')), ['Line 3: The billing period is missing.'])
  t.same(await refusalOf(of('2026-10-01', '2026-10-01')), [
    'Line 3: The billing period ends before it begins.',
  ])
})

t.test('a line with more or fewer cells than columns is named: the file may be cut off', async (t) => {
  const sentence = (cells: number) =>
    `Line 3: There are ${cells} cells, and the first line names 5 columns. Was the file cut off?`
  t.same(await refusalOf(lines(LINE, '1001,compute,1')), [sentence(3)])
  t.same(await refusalOf(lines(LINE, `${LINE},more`)), [sentence(6)])
})

t.test(
  'lines are counted as an editor counts them, through quoted line breaks and empty lines',
  async (t) => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = lines(
        '1001,"com',
        'pu',
        'te",1,USD,2026-10-01',
        '',
        LINE,
        ',,,,',
        '1001,compute,x,USD,2026-10-01',
      )
      t.match(await refusalOf(text.replaceAll('\n', end)), [/^Line 8: “x”/])
    }
  },
)

t.test('of many bad lines the first are named', async (t) => {
  const page = await sendBill(browser, focusBill(Array(50).fill({ BilledCost: 'x' })))
  const items = page.body.match(/href="#file"/g) ?? []
  t.equal(items.length, 21)
  t.match(page.text, 'There may be more: the lines below were not read.')
  t.match(page.text, 'Line 21: “x”')
  t.notMatch(page.text, 'Line 22:')
})

t.test('more fees than can be checked are refused', async (t) => {
  const many = Array.from({ length: 20_001 }, (_, index) => `${index},compute,1,USD,2026-10-01`)
  t.same(await refusalOf(lines(...many)), ['It adds up to more than 20,000 fees. Import it in parts.'])
})

t.test('a byte order mark, any separator, and any line end are fine', async (t) => {
  const good = lines(LINE, '1001,"com\npute",0.75,USD,2026-10-01', LINE)
  const files = [
    `\uFEFF${good}`,
    good.replaceAll(',', ';'),
    good.replaceAll(',', '\t'),
    good.replaceAll('\n', '\r\n'),
    good.replaceAll('\n', '\r'),
    `\n\n${good}\n\n,,,,\n`,
  ]
  for (const text of files) {
    const page = await sendBill(browser, new File([text], 'bill.csv'))
    t.match(page.rows('By customer and product'), [{ 'Exact sum': '2.5' }])
    t.match(page.rows('Cannot be charged'), [{ 'Exact sum': 'USD 0.75' }])
  }
})
