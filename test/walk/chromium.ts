import { accessSync, constants } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import type { Test } from 'tap'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(isThere)
const SWITCHES = `--headless --no-sandbox --disable-gpu --disable-quic --no-first-run
  --disable-background-networking --disable-component-update --disable-sync`.split(/\s+/)

/** Starts the machine's Chromium; it ends with the test. @returns undefined on a machine without one */
export async function startChromium(t: Test): Promise<Browser | undefined> {
  const browser = await launchChromium()
  if (browser) t.teardown(() => browser.close())
  return browser
}

/** Starts the machine's Chromium; whoever does so closes it. @returns undefined on a machine without one */
export async function launchChromium(): Promise<Browser | undefined> {
  if (!CHROMIUM) return undefined
  return chromium.launch({ executablePath: CHROMIUM, args: SWITCHES })
}

function isThere(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
