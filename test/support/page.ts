import type { LightMyRequestResponse } from 'fastify'
import { type HTMLElement, parse } from 'node-html-parser'
import { textOf } from './control.ts'
import { type Form, formOf } from './form.ts'
import type { Sending } from './sending.ts'

/** An answer, read as a person reads it. */
export interface Page {
  status: number
  /** The path it was asked at, after redirects. */
  path: string
  headers: LightMyRequestResponse['headers']
  /** As it came over the wire. */
  body: string
  /** What stands in `main`, in one line of single spaces. */
  text: string
  title: string
  /** What is shown as an example, with its line breaks. */
  example: string
  /** Where it redirects to, while that has not been followed. */
  location: string | undefined
  /** What its forms carry to show that they come from here. */
  token: string | undefined
  /** The sentence that was left for this page by the one before. */
  flash: string | undefined
  /** The error summary: what is said of each field, by its label; '' for what is about no field. */
  errors(): Record<string, string>
  /** The same line by line, for a field of which more than one thing is said. */
  errorLines(): string[]
  /** The terms, figures and answers of its lists, by what each is called. */
  answers(): Record<string, string>
  /** The rows of the first table, or of the one under a heading: each cell by its column's head. */
  rows(heading?: string): Record<string, string>[]
  /** The path behind a link, by its text; undefined where there is none. */
  link(text: string): string | undefined
  follow(text: string): Promise<Page>
  /** The form with a button of this text, with all that stands in it, in `main` first. */
  form(button: string): Form
}

type Send = (sending: Sending) => Promise<Page>

/** An answer as it came: from the app itself, or over the network. */
type Answer = Pick<LightMyRequestResponse, 'statusCode' | 'headers' | 'body'>

/**
 * The elements of a page: with the white space that stands between cells and items on a screen, and with the end tags
 * that HTML can do without and the parser cannot.
 */
export function rootOf(body: string): HTMLElement {
  const closed = body
    .replace(/<(?=(?:t[dh]|li)\b)/g, ' <')
    .replace(/<option\b[^>]*>[^<]*(?=<)(?!<\/option)/g, '$&</option>')
  return parse(closed, { blockTextElements: { script: true, style: true } })
}

/** Reads an answer. @param send how to go on from here: redirects are followed */
export function pageOf(response: Answer, path: string, send: Send): Page {
  const root = rootOf(response.body)
  const link = (text: string) =>
    root
      .querySelectorAll('a')
      .find((anchor) => textOf(anchor) === text)
      ?.getAttribute('href')
  return {
    status: response.statusCode,
    path,
    headers: response.headers,
    body: response.body,
    text: textOf(root.querySelector('main') ?? root),
    title: textOf(root.querySelector('h1')),
    example: root.querySelector('pre')?.text ?? '',
    location: response.statusCode >= 300 && response.statusCode < 400 ? response.headers.location : undefined,
    token: root.querySelector('input[name=_csrf]')?.getAttribute('value'),
    flash: root.querySelector('.flash')?.firstChild?.text.trim(),
    errors: () => errorsIn(root),
    errorLines: () => root.querySelectorAll('.errors li').map(textOf),
    answers: () => answersIn(root),
    rows: (heading) =>
      rowsOf(heading === undefined ? root.querySelector('table') : tableUnder(root, heading)),
    link,
    follow(text) {
      const href = link(text)
      if (href === undefined) throw new Error(`${path} has no link "${text}"`)
      return send({ method: 'GET', path: new URL(href, `http://here${path}`).pathname + queryOf(href) })
    },
    form: (button) => formOf(root, path, button, send),
  }
}

function queryOf(href: string): string {
  return href.includes('?') ? href.slice(href.indexOf('?')) : ''
}

function errorsIn(root: HTMLElement): Record<string, string> {
  return Object.fromEntries(
    root.querySelectorAll('.errors li').map((item) => {
      const label = textOf(item.querySelector('b'))
      return [label.replace(/:$/, ''), textOf(item).slice(label.length).trim()]
    }),
  )
}

function answersIn(root: HTMLElement): Record<string, string> {
  const terms = root.querySelectorAll('dt')
  return Object.fromEntries(terms.map((term) => [textOf(term), textOf(term.nextElementSibling)]))
}

function tableUnder(root: HTMLElement, heading: string): HTMLElement | null {
  const found = root.querySelectorAll('h2').find((h2) => textOf(h2).startsWith(heading))
  for (let next = found?.nextElementSibling; next && next.tagName !== 'H2'; next = next.nextElementSibling) {
    const table = next.tagName === 'TABLE' ? next : next.querySelector('table')
    if (table) return table
  }
  return null
}

function rowsOf(table: HTMLElement | null): Record<string, string>[] {
  const heads = table?.querySelectorAll('thead th').map(lineOf) ?? []
  const rows = table?.querySelectorAll('tbody tr') ?? []
  return rows.map((row) =>
    Object.fromEntries(row.querySelectorAll('td, th').flatMap((cell, index) => cellsOf(cell, heads[index]))),
  )
}

/** What stands in a cell by its column's head; two things, where a second head stands under the first. */
function cellsOf(cell: HTMLElement, head: Line = ['']): [head: string, text: string][] {
  const [first, second] = lineOf(cell)
  if (head[1] === undefined) return [[head[0], [first, second].filter(Boolean).join(' ')]]
  return [
    [head[0], first],
    [head[1], second ?? ''],
  ]
}

type Line = [text: string, under?: string]

function lineOf(cell: HTMLElement): Line {
  const under = cell.querySelector('div')
  if (!under) return [textOf(cell)]
  const text = cell.childNodes.filter((node) => node !== under).map((node) => node.text)
  return [text.join('').replace(/\s+/g, ' ').trim(), textOf(under)]
}
