import t from 'tap'
import { openDesk } from '../support/desk.ts'

const desk = await openDesk(t)
const { browser, db } = desk

const customers = () =>
  db
    .selectFrom('customers')
    .select(['accountId', 'name', 'email', 'active'])
    .where('partnerId', '=', desk.partnerId)
    .orderBy('accountId')
    .execute()
const csv = (...lines: string[]) => new File([lines.join('\n')], 'customers.csv', { type: 'text/csv' })
const upload = async (file: File) =>
  (await browser.get('/customers/imports/new')).form('Continue').fill({ 'CSV file': file }).submit()
const paste = async (text: string) =>
  (await browser.get('/customers/imports/new'))
    .form('Continue')
    .fill({ 'Or paste its lines here': text })
    .submit()

t.test('the page says which columns a file holds, and its example works', async (t) => {
  const page = await browser.get('/customers/imports/new')
  t.same(
    page.rows().map((row) => [row.Column, row['Needed in a new line']]),
    [
      ['account_id', 'Yes'],
      ['name', 'Yes'],
      ['email', 'No'],
      ['active', 'No'],
    ],
  )
  const check = await paste(page.example)
  t.equal(check.status, 200)
  t.equal(check.rows('Will be added').length, 2)
  t.same(check.rows('Refused'), [])
})

t.test('the check page shows each line as it would be stored, and stores nothing', async (t) => {
  const page = await upload(
    csv('account_id,name,email,active', '1001,Ada,Ada@Example.com,no', '1002,"Bab, B.",,'),
  )
  t.equal(page.status, 200)
  t.match(page.text, 'In 2 lines: 2 to add, 0 to change, 0 without change, 0 refused.')
  t.same(page.rows('Will be added (2)'), [
    { Line: '2', 'Account id': '1001', Name: 'Ada', Email: 'ada@example.com', Active: 'No' },
    { Line: '3', 'Account id': '1002', Name: 'Bab, B.', Email: '(none)', Active: 'Yes' },
  ])
  t.same(await customers(), [])
})

t.test('Confirm stores them and leads to the list', async (t) => {
  const page = await (await upload(csv('account_id,name', '1001,Ada', '1002,Bab'))).form('Confirm').submit()
  t.equal(page.path, '/customers')
  t.equal(page.flash, 'Added 2, changed 0.')
  t.same(await customers(), [
    { accountId: '1001', name: 'Ada', email: '', active: 1 },
    { accountId: '1002', name: 'Bab', email: '', active: 1 },
  ])
})

t.test('confirming again does nothing again and leads to the same page', async (t) => {
  const check = await paste('account_id,name\n1003,Carl')
  const confirm = check.form('Confirm')
  t.equal((await confirm.submit()).path, '/customers')
  await db.updateTable('customers').set({ name: 'Carla' }).where('accountId', '=', '1003').execute()
  t.equal((await confirm.submit()).path, '/customers')
  t.match((await customers())[2], { accountId: '1003', name: 'Carla' })
  t.equal((await browser.get(check.path)).path, '/customers', 'so does the check page itself')
})

t.test(
  'what a file says of a known customer is shown as old and new; what it leaves out stays',
  async (t) => {
    await paste('account_id,name,email,active\n1001,Ada,ada@example.com,no').then((page) =>
      page.form('Confirm').submit(),
    )
    const page = await paste('name,account_id\nAda Ltd,1001\nBab,1002\nNew,1010')
    t.same(page.rows('Will change (1)'), [
      { Line: '2', 'Account id': '1001', 'What changes': 'Name: Ada → Ada Ltd' },
    ])
    t.match(page.text, 'Change nothing (1) 1002')
    t.equal((await page.form('Confirm').submit()).flash, 'Added 1, changed 1.')
    t.match(await customers(), [
      { accountId: '1001', name: 'Ada Ltd', email: 'ada@example.com', active: 0 },
      { accountId: '1002', name: 'Bab' },
      { accountId: '1003' },
      { accountId: '1010', name: 'New', email: '', active: 1 },
    ])
  },
)

t.test('an empty cell clears an email, but says neither yes nor no', async (t) => {
  const page = await paste('account_id,email,active\n1001,,')
  t.match(page.rows('Will change'), [{ 'What changes': 'Email: ada@example.com → (none)' }])
  await page.form('Confirm').submit()
  t.match((await customers())[0], { accountId: '1001', email: '', active: 0 })
})

t.test('every bad line is named with its number and all that is wrong with it', async (t) => {
  const page = await upload(
    csv(
      'account_id,name,email,active',
      '2001,Good,,',
      ',Nobody,,',
      'two words,,nobody,perhaps',
      '2001,Again,,',
      '2002',
      '2003,Too,many@cells.example,yes,more',
      `2004,${'x'.repeat(201)},,`,
      '2005,"two\nlines",,',
      '2006,After two lines,x,',
    ),
  )
  t.same(page.rows('Refused (8)'), [
    { Line: '3', 'Account id': '', Why: 'Account id: Fill this in.' },
    {
      Line: '4',
      'Account id': 'two words',
      Why:
        'Account id: Leave out spaces, commas, semicolons and quotation marks. Name: Fill this in. ' +
        'Email: Write an email address, such as name@example.com. Active: Write yes or no.',
    },
    { Line: '5', 'Account id': '2001', Why: 'Account id: Line 2 has the same.' },
    { Line: '6', 'Account id': '2002', Why: 'Name: This line is new, so it must give name.' },
    { Line: '7', 'Account id': '2003', Why: 'This line has more cells than the first line.' },
    { Line: '8', 'Account id': '2004', Why: 'Name: Write at most 200 characters.' },
    { Line: '9', 'Account id': '2005', Why: 'Name: Remove the line breaks and control characters.' },
    { Line: '11', 'Account id': '2006', Why: 'Email: Write an email address, such as name@example.com.' },
  ])
  t.match(page.rows('Will be added (1)'), [{ Line: '2', 'Account id': '2001' }])
})

t.test('a file with a bad line changes nothing unless the good lines alone are asked for', async (t) => {
  const before = await customers()
  const page = await paste('account_id,name\n3001,Good\n3002,\n1002,Changed')
  const again = await page.form('Confirm').submit()
  t.equal(again.status, 422)
  t.match(again.errors(), { 'Import the good lines alone': /^Tick this/ })
  t.same(again.rows('Refused'), page.rows('Refused'), 'the check page is shown again')
  t.same(await customers(), before)
  const done = await again.form('Confirm').fill({ 'Import the good lines alone': true }).submit()
  t.equal(done.flash, 'Added 1, changed 1, left 1 out.')
  t.match(await customers(), { length: before.length + 1 })
})

t.test('a file that would change nothing has no Confirm, and cannot be confirmed by hand', async (t) => {
  const before = await customers()
  for (const text of ['account_id,name\n1002,Changed', 'account_id,name\n9999,']) {
    const page = await paste(text)
    t.throws(() => page.form('Confirm'))
    t.equal((await page.follow('Choose another file')).path, '/customers/imports/new')
    const forced = await browser.post(`${page.path}/confirmation`, { goodAlone: 'yes' })
    t.equal(forced.status, 422)
    t.match(forced.errors(), { '': /^Something has changed/ })
  }
  t.same(await customers(), before)
})

t.test(
  'only what was seen is imported: after a change in between, the check page is shown anew',
  async (t) => {
    const page = await paste('account_id,name\n4001,From the file')
    await browser.post('/customers', { accountId: '4001', name: 'By hand', active: 'yes' })
    const again = await page.form('Confirm').submit()
    t.equal(again.status, 422)
    t.match(again.errors(), { '': /^Something has changed since you looked/ })
    t.match(again.rows('Will change'), [{ 'What changes': 'Name: By hand → From the file' }])
    t.equal((await again.form('Confirm').submit()).flash, 'Added 0, changed 1.')
  },
)

t.test('unknown columns are said and passed over; names of columns are read in any spelling', async (t) => {
  const page = await paste('Account-ID; NAME ;Favourite colour;\n5001;Semicolon;red;')
  t.match(page.text, 'These columns are not known here and are passed over: favourite_colour.')
  t.match(page.rows('Will be added'), [{ 'Account id': '5001', Name: 'Semicolon' }])
})

t.test('a file that cannot be read is one clear sentence at its field, with status 422', async (t) => {
  const files: [File, string | RegExp][] = [
    [csv(), 'There is nothing in it.'],
    [csv('account_id,name'), 'There is no line below the names of the columns.'],
    [
      csv('1001,Ada', '1002,Bab'),
      'The first line must name the columns, and account_id must be one of them.',
    ],
    [csv('name,name,account_id', 'a,b,c'), 'The column name is there twice.'],
    [new File(['PK\x03\x04 and so on'], 'customers.csv'), /^This is a workbook or an archive/],
    [new File([Buffer.from('account_id,name\n1,M\xfcller', 'latin1')], 'a.csv'), /^It is not in UTF-8/],
    [csv('account_id,name', '1,a\0b'), /^This is not a text file/],
    [csv('account_id,name', '1,"never closed', '2,x'), /^Line 2 .*quotation mark/],
    [
      csv('account_id,name', ...Array(50_001).fill('1,x')),
      'It has more than 50,000 lines. Send it in parts.',
    ],
  ]
  for (const [file, sentence] of files) {
    const page = await upload(file)
    t.equal(page.status, 422)
    t.match(page.errors(), { 'CSV file': sentence })
  }
})

t.test('pasted lines stay in the field when they cannot be read', async (t) => {
  const page = await paste('1001,Ada\n1002,Bab')
  t.equal(page.status, 422)
  t.match(page.errors(), { 'Or paste its lines here': /^The first line must name the columns/ })
  t.equal(page.form('Continue').value('Or paste its lines here'), '1001,Ada\n1002,Bab')
})

t.test('a file or lines must be given, and not both', async (t) => {
  const form = (await browser.get('/customers/imports/new')).form('Continue')
  t.same((await form.submit()).errors(), { 'CSV file': 'Choose a file, or paste its lines.' })
  const both = { 'CSV file': csv('account_id,name'), 'Or paste its lines here': 'account_id,name' }
  t.same((await form.fill(both).submit()).errors(), {
    'CSV file': 'Choose a file or paste lines, but not both.',
  })
})

t.test('a download can be imported again and changes nothing, formulas and all', async (t) => {
  const name = '=HYPERLINK("https://evil.example")'
  await browser.post('/customers', { accountId: '-5', name, active: 'yes' })
  await browser.post('/customers', { accountId: '@at', name: "'=quoted", active: 'yes' })
  const { body } = await browser.get('/customers.csv')
  t.match(body, `\n-5,"'=HYPERLINK(""https://evil.example"")",,yes\n`)
  t.match(body, `\n'@at,''=quoted,,yes\n`)
  const page = await upload(csv(body))
  t.match(page.text, `0 to add, 0 to change, ${(await customers()).length} without change, 0 refused.`)
})

t.test('one audit event tells of the whole import', async (t) => {
  await paste('account_id,name\n1002,Renamed\n6001,Six').then((page) => page.form('Confirm').submit())
  const event = await db
    .selectFrom('auditEvents')
    .selectAll()
    .where('action', '=', 'customers.imported')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  t.match(event, { memberId: desk.owner.id, subject: 'customers' })
  t.match(JSON.parse(event.before ?? ''), { changed: [{ accountId: '1002', name: 'Changed' }] })
  t.match(JSON.parse(event.after ?? ''), {
    changed: [{ accountId: '1002', name: 'Renamed' }],
    added: ['6001'],
  })
})

t.test('the check page names the first lines of each kind and counts the others', async (t) => {
  const good = Array.from({ length: 301 }, (_, index) => `many${index},Many`)
  const page = await paste(['account_id,name', ...good].join('\n'))
  t.equal(page.rows('Will be added (301)').length, 300)
  t.match(page.text, 'And 1 more.')
})

t.test("a draft is its member's own, and an import its partner's", async (t) => {
  const { path } = await paste('account_id,name\n1002,Stolen')
  const { browser: issuer } = await desk.addMember('issuer')
  const other = await desk.addPartner()
  for (const stranger of [issuer, other.browser]) {
    t.equal((await stranger.get(path)).status, 404)
    t.equal((await stranger.post(`${path}/confirmation`, { seen: '' })).status, 404)
  }
  const page = await (await other.browser.get('/customers/imports/new'))
    .form('Continue')
    .fill({ 'Or paste its lines here': 'account_id,name\n1002,Theirs' })
    .submit()
  t.equal((await page.form('Confirm').submit()).flash, 'Added 1, changed 0.')
  t.match(
    (await customers()).find((customer) => customer.accountId === '1002'),
    { name: 'Renamed' },
  )
})

t.test('an import is for whoever may issue, and needs its token even in a form with files', async (t) => {
  const { browser: viewer } = await desk.addMember('viewer')
  t.equal((await viewer.get('/customers/imports/new')).status, 403)
  const enctype = 'multipart/form-data'
  const fields = { text: 'account_id,name\n1,x' }
  await viewer.get('/customers')
  t.equal((await viewer.post('/customers/imports', fields, { enctype })).status, 403)
  t.equal((await browser.post('/customers/imports', fields, { enctype, token: false })).status, 403)
  t.equal((await browser.post('/customers/imports', fields, { enctype })).status, 303)
  const stranger = desk.stranger()
  const refused = await stranger.post('/customers/imports', fields, { enctype, token: false })
  t.match(refused.location, /^\/sign-in/)
})
