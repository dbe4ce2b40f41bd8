import t from 'tap'
import { furnish } from '../../src/demo/furnish.ts'
import { SAMPLE_TEAM } from '../../src/demo/sample-team.ts'
import { openBrowser } from '../support/browser.ts'
import { openApp } from '../support/desk.ts'

const PASSWORD = 'four words to know'
const MOST_BYTES = 30_000

t.test(
  'a page of the list, with its fifty rows, has at most 30 KB before anything is compressed',
  async (t) => {
    const { app, db, clock } = await openApp(t)
    await furnish(db, PASSWORD, clock.now)
    const browser = openBrowser(app)
    await browser.signIn(SAMPLE_TEAM.find(({ role }) => role === 'owner')?.email ?? '', PASSWORD)
    const page = await browser.get('/vouchers')
    t.equal(page.rows().length, 50)
    t.match(page.rows()[0], { Customer: /^\S+/, Template: /./, Usage: /./, 'First day': /./, Reason: /./ })
    const bytes = Buffer.byteLength(page.body)
    t.ok(bytes <= MOST_BYTES, `${bytes} bytes`)
  },
)
