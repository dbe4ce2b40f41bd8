import { execFile, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { State } from './states.ts'

/** What the Nu HTML checker says of a page. */
interface Message {
  type: string
  message: string
  extract?: string
  url: string
  lastLine: number
}

export const HAS_JAVA = spawnSync('java', ['-version']).status === 0

/**
 * Checks pages with the Nu HTML checker, which needs Java.
 * @param folder a new one, in which the pages are put
 * @returns each error and warning, with the pages that have it
 */
export async function checkHtml(states: readonly State[], folder: string): Promise<string[]> {
  mkdirSync(folder)
  states.forEach(({ body }, index) => {
    writeFileSync(join(folder, `${index}.html`), body)
  })
  const jar = createRequire(import.meta.url)('vnu-jar') as string
  const args = ['-Xss1m', '-jar', jar, '--format', 'json', '--exit-zero-always', '--stdout', folder]
  const { stdout } = await promisify(execFile)('java', args, { maxBuffer: 2 ** 28 })
  const { messages } = JSON.parse(stdout) as { messages: Message[] }
  const found = new Map<string, string[]>()
  for (const { type, message, extract = '', url } of messages) {
    const what = `${type}: ${message} ${extract.replace(/\s+/g, ' ')}`
    const page = states[Number(/(\d+)\.html$/.exec(url)?.[1])]?.name ?? url
    found.set(what, [...(found.get(what) ?? []), page])
  }
  return [...found].map(
    ([what, pages]) => `${what}\n  on ${pages.length} pages: ${pages.slice(0, 3).join('; ')}`,
  )
}
