import { createHash } from 'node:crypto'
import t from 'tap'
import { PageTables } from '../../src/web/page-tables.ts'
import { openDesk } from '../support/desk.ts'
import { stockCustomers, stockTemplate, stockVouchers } from '../support/stock.ts'

t.test('a column says once what its cells are called on a card: its head, or another label', async (t) => {
  const tables = new PageTables()
  tables.add([{ head: 'Customer' }, { head: 'First day', under: 'Last day', label: 'First and last day' }])
  t.equal(
    tables.style,
    '.t1 tr>:nth-child(1){--label:"Customer"}.t1 tr>:nth-child(2){--label:"First and last day"}',
  )
})

t.test('what names the row has no label, nor has a column of tick boxes', async (t) => {
  const tables = new PageTables()
  tables.add([
    { head: 'Tick', isUnseen: true },
    { head: 'Number', kind: 'title' },
  ])
  t.notMatch(tables.style, '--label')
})

t.test(
  'a column that is left out is not counted, and each table of a page has rules of its own',
  async (t) => {
    const tables = new PageTables()
    const first = tables.add([false, { head: 'Voucher' }, undefined, { head: 'Amount', kind: 'number' }])
    const second = tables.add([{ head: 'Reason' }])
    t.same([first.name, second.name], ['t1', 't2'])
    t.same(
      first.columns.map(({ head }) => head),
      ['Voucher', 'Amount'],
    )
    t.match(tables.style, /\.t1 tr>.*:nth-child\(2\)\{--label:"Amount";--align:end.*\.t2 tr>/)
  },
)

t.test('a label stays a text, whatever stands in it', async (t) => {
  const tables = new PageTables()
  tables.add([{ head: 'a"b\\c</style><b>\n;}' }])
  t.equal(tables.style, String.raw`.t1 tr>:nth-child(1){--label:"a\22 b\5c c\3c /style>\3c b>\a ;}"}`)
})

t.test('a kind that the stylesheet does not know is refused', async (t) => {
  t.throws(() => new PageTables().add([{ head: 'Amount', kind: 'numbre' }]), /numbre/)
})

t.test('a page allows the rules of its own tables, and no others', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  await stockVouchers(desk, await stockTemplate(desk), '1001')
  for (const path of ['/vouchers', '/customers', '/templates']) {
    const page = await desk.browser.get(path)
    const style = /<style>(.*)<\/style>/.exec(page.body)?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    t.match(String(page.headers['content-security-policy']), `style-src 'self' 'sha256-${hash}';`, path)
  }
  const plain = await desk.browser.get('/password')
  t.match(String(plain.headers['content-security-policy']), "style-src 'self';")
  t.notMatch(plain.body, '<style')
})
