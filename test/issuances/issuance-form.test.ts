import t from 'tap'
import { type FieldError, InvalidInput, inEnglish, phrase } from '../../src/errors.ts'
import { addCustomers, readIssuanceForm, readReason, typedForm } from '../../src/issuances/issuance-form.ts'

t.test('what was typed is kept as it is, and what is no text is nothing', async (t) => {
  t.same(typedForm({ customers: ' 1001\r\n1002 5 ', reason: ' Winter ' }), {
    customers: '1001\r\n1002 5',
    reason: ' Winter ',
  })
  t.same(typedForm({ customers: ['a', 'b'], reason: 7 }), { customers: '', reason: '' })
  t.same(typedForm(undefined), { customers: '', reason: '' })
})

t.test('the lines of a file stand behind those that were typed', async (t) => {
  t.equal(await linesOf('account_id,amount\n1002,5\n1003,\n', '1001 80'), '1001 80\n1002,5\n1003,')
  t.equal(await linesOf('1002\n1003 5', ''), '1002\n1003 5')
  const { form } = await readIssuanceForm({ customers: '1001', reason: 'x' })
  t.same(form, { customers: '1001', reason: 'x' })
})

t.test('what is wrong in a file is said of the file, with the line that it has there', async (t) => {
  const bytes = Buffer.from('account_id,amount\n\n1002,5\n1003,x\n')
  const { whereWritten } = await readIssuanceForm({ customers: '1001\n1004', file: { name: 'a.csv', bytes } })
  const wrong = (line: number) => ({ field: 'customers', phrase: phrase('Fill this in.'), line })
  t.same(
    whereWritten([wrong(2), wrong(3), wrong(4)]).map(({ field, line }) => [field, line]),
    [
      ['customers', 2],
      ['file', 3],
      ['file', 4],
    ],
  )
})

t.test('a file without a header is read from its first line on, as it is written', async (t) => {
  t.equal(await linesOf('ACME-7;5\nacme-8;6\n'), 'ACME-7,5\nacme-8,6')
})

t.test('a file with a header is read by the names of its columns, wherever they stand', async (t) => {
  t.equal(await linesOf('Name,Amount,Account ID\nAda,5,1001\nBob,,1002\n'), '1001,5\n1002,')
  t.equal(
    await linesOf('account_id,name,email,active\n1001,Ada,ada@example.com,yes\n'),
    '1001,',
    'as customers come',
  )
})

t.test(
  'a cell is never read as two: not an account id with a space, not an amount with a comma',
  async (t) => {
    t.same(await refused('account_id,amount\n1001,5\n1002 77,\n'), [
      'file: Line 3: An account id has no spaces, commas or semicolons.',
    ])
    t.equal(
      await linesOf('account_id;amount\n1001;75,50\n'),
      '1001,75,50',
      'an amount that the check refuses',
    )
  },
)

t.test('a file that cannot be read is said at its field', async (t) => {
  t.same(await refused(''), ['file: There is nothing in it.'])
  t.same(await refused(Buffer.from('PK\x03\x04')), [
    'file: This is a workbook or an archive, whatever its name says. Save it as CSV first.',
  ])
})

t.test('a reason is one line of up to 200 characters', async (t) => {
  t.equal(readReason({ reason: ' A good customer ' }), 'A good customer')
  for (const reason of ['', '  ', 'x'.repeat(201), 'two\nlines'])
    t.throws(() => readReason({ reason }), InvalidInput)
})

t.test('ticked customers are added behind the text, each once', async (t) => {
  t.equal(addCustomers('', ['1001', '1002']), '1001\n1002')
  t.equal(addCustomers('1001 5\n1003;7\n', ['1001', '1002', '1003']), '1001 5\n1003;7\n1002')
  t.equal(addCustomers('"1001",5', ['1001']), '"1001",5')
  t.equal(addCustomers('1001', []), '1001')
})

async function linesOf(file: string | Buffer, customers = ''): Promise<string> {
  const body = { customers, reason: '', file: { name: 'a.csv', bytes: Buffer.from(file) } }
  return (await readIssuanceForm(body)).form.customers
}

async function refused(file: string | Buffer): Promise<string[]> {
  try {
    await linesOf(file)
    return []
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return error.errors.map(said)
  }
}

function said({ field, line, phrase }: FieldError): string {
  return `${field}: ${line === undefined ? '' : `Line ${line}: `}${inEnglish(phrase)}`
}
