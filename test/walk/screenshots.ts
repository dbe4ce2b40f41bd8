import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { migrate } from '../../src/database/migrate.ts'
import { openDatabase } from '../../src/database/open.ts'
import { furnish } from '../../src/demo/furnish.ts'
import { SAMPLE_TEAM } from '../../src/demo/sample-team.ts'
import { launchChromium } from './chromium.ts'
import { fill, follow, press } from './screen.ts'

// Makes the pictures of the README: the sample as it is on one day, so that they differ only where the pages do.

const PICTURES = join(import.meta.dirname, '../../.github/screenshots')
const NOW = '2026-11-23T09:00:00.000Z'
const PASSWORD = 'four words to remember'

/** What is on each picture: the way to it from the overview. */
const WAYS: Record<string, (page: Page) => Promise<unknown>> = {
  overview: (page) => page.goto('/'),
  vouchers: (page) => page.goto('/vouchers'),
  async check(page) {
    await page.goto('/templates')
    await follow(page, 'Goodwill after an incident')
    await follow(page, 'Issue')
    await fill(page, { Customers: '1001\n1002, 75.50\n1007', Reason: 'The outage of 20 November' })
    await press(page, 'Continue')
    await page.getByRole('button', { name: 'Confirm' }).waitFor()
  },
}

const browser = await launchChromium()
if (!browser) throw new Error('No Chromium was found on this machine.')
const folder = mkdtempSync(join(tmpdir(), 'scrip-screenshots-'))
const databaseFile = join(folder, 'scrip.db')
const db = openDatabase(databaseFile)
await migrate(db)
await furnish(db, PASSWORD, NOW)
const config = readConfig({ DATABASE_FILE: databaseFile, PORT: '0', LOG_LEVEL: 'silent' })
const app = await buildApp({ config, db, now: () => NOW })
try {
  const baseURL = await app.listen({ host: config.host, port: config.port })
  const page = await browser.newPage({
    baseURL,
    javaScriptEnabled: false,
    viewport: { width: 1280, height: 720 },
    colorScheme: 'light',
    locale: 'en-GB',
  })
  await page.goto('/sign-in')
  await fill(page, { Email: SAMPLE_TEAM[0].email, Password: PASSWORD })
  await press(page, 'Sign in')
  mkdirSync(PICTURES, { recursive: true })
  for (const [name, goThere] of Object.entries(WAYS)) {
    await goThere(page)
    await page.screenshot({ path: join(PICTURES, `${name}.png`) })
  }
} finally {
  await browser.close()
  await app.close()
  await db.destroy()
  rmSync(folder, { recursive: true })
}
