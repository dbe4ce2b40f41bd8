import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type HTMLElement, parse } from 'node-html-parser'
import { rootOf } from '../support/page.ts'
import type { State } from './states.ts'

export const HAS_W3M = spawnSync('w3m', ['-version']).status === 0

/** Wider than any table, so that no cell is broken over lines that other cells share. */
const COLUMNS = '2000'

/**
 * Opens pages in w3m, a browser for terminals, and looks for what is lost there: a text, a link, a field, a button,
 * or the form that a field belongs to.
 * @param folder a new one, in which the pages are put
 * @returns each loss, with the page that has it, and how much was looked for
 */
export function readInW3m(states: readonly State[], folder: string) {
  mkdirSync(folder)
  const pages = states.map(({ name, body }, index) => {
    const file = join(folder, `${index}.html`)
    writeFileSync(file, body)
    return { name, ...sought(rootOf(body)), ...shownOf(file) }
  })
  const losses = pages.flatMap((page) => lossesOn(page).map((what) => `${what}\n  on ${page.name}`))
  const count = (what: 'texts' | 'links' | 'controls') =>
    pages.reduce((sum, page) => sum + page[what].length, 0)
  return { losses, texts: count('texts'), links: count('links'), controls: count('controls') }
}

function lossesOn({ titles, texts, links, controls, read, made }: Sought & Shown): string[] {
  const linksMade = elementsIn(made, 'a').map(({ href = '' }) => href)
  return [
    ...(titles === 1 ? [] : [`titles: ${titles}`]),
    ...texts.filter((text) => !read.includes(squeezed(text))).map((text) => `text: ${text}`),
    ...missing(links, linksMade).map((href) => `link: ${href}`),
    ...missing(controls, controlsMade(made)).map((control) => `control: ${control}`),
  ]
}

/** What a page has, and w3m is to show. */
interface Sought {
  /** How many `h1`. */
  titles: number
  texts: string[]
  links: string[]
  controls: string[]
}

function sought(root: HTMLElement): Sought {
  return {
    titles: root.querySelectorAll('h1').length,
    texts: [...textsIn(root.querySelector('body') ?? root)],
    links: root.querySelectorAll('a[href]').map((link) => link.getAttribute('href') ?? ''),
    controls: controlsIn(root),
  }
}

/** What w3m shows of a page: the text without white space, and the links, fields and forms it made. */
interface Shown {
  read: string
  made: string
}

function shownOf(file: string): Shown {
  const [read = '', made = ''] = ['-dump', '-halfdump'].map((how) => {
    const args = [how, '-T', 'text/html', '-I', 'UTF-8', '-O', 'UTF-8', '-cols', COLUMNS, file]
    return spawnSync('w3m', args, { encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout
  })
  return { read: squeezed(read), made }
}

/** What is left of the first when each of the second takes one away. */
function missing(wanted: readonly string[], found: readonly string[]): string[] {
  const left = [...found]
  return wanted.filter((one) => {
    const at = left.indexOf(one)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

function* textsIn(element: HTMLElement): Generator<string> {
  for (const node of element.childNodes) {
    if (node.nodeType === 3) {
      if (node.text.trim() !== '') yield node.text.replace(/\s+/g, ' ').trim()
    } else if (!NOT_READ.has((node as HTMLElement).tagName)) yield* textsIn(node as HTMLElement)
  }
}

/** What is no text of the page: of a field, w3m shows what is chosen or as much as fits. */
const NOT_READ = new Set(['HEAD', 'STYLE', 'SELECT', 'TEXTAREA', 'SVG'])

/** Each field and button: where its form leads, of which type it is, and its name. What is hidden from all is none. */
function controlsIn(root: HTMLElement): string[] {
  const controls = root.querySelectorAll('input, select, textarea, button')
  return controls
    .filter((control) => control.getAttribute('aria-hidden') !== 'true')
    .map((control) => {
      const named = control.getAttribute('form')
      const form = named ? root.getElementById(named) : control.closest('form')
      const { action = TO_ITSELF } = form?.attributes ?? { action: 'no form' }
      const usual = { INPUT: 'text', BUTTON: 'submit' }[control.tagName] ?? control.tagName.toLowerCase()
      return inOneLine(action, control.getAttribute('type') ?? usual, control.getAttribute('name'))
    })
}

/** What w3m says of a form that leads to the page it stands on. */
const TO_ITSELF = '!CURRENT_URL!'

/** The same, as w3m has made it of a page. */
function controlsMade(made: string): string[] {
  const actions = new Map(elementsIn(made, 'form_int').map(({ fid = '', action = '' }) => [fid, action]))
  return elementsIn(made, 'input_alt').map(({ fid = '', type = '', name }) =>
    inOneLine(actions.get(fid) ?? 'no form', type, name),
  )
}

/** The attributes of each element of one kind; what w3m makes of a page is no HTML that a parser would take. */
function elementsIn(made: string, tag: string): Record<string, string>[] {
  return [...made.matchAll(new RegExp(`<${tag} ([^>]*)>`, 'g'))].map(([, attributes = '']) =>
    Object.fromEntries(
      [...attributes.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value = '']) => [name, decoded(value)]),
    ),
  )
}

function decoded(value: string): string {
  return parse(value).text
}

function inOneLine(action: string, type: string, name: string | undefined): string {
  return `${action} ${type} ${name || '(no name)'}`
}

function squeezed(text: string): string {
  return text.replace(/\s+/gu, '')
}
