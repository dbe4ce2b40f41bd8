import fc from 'fast-check'
import type { Entry } from '../support/control.ts'
import { type FilledForms, keyOf } from './filled-forms.ts'
import { ROUTES, type Route } from './routes.ts'

/** Who sends a request that was made up. */
const SENDERS = ['owner', 'issuer', 'viewer', 'stranger', 'other', 'machine', 'reader', 'liar'] as const

/** A request that nobody would send who means well. */
export interface Hostile {
  sender: (typeof SENDERS)[number]
  route: Route
  method: string
  /** What stands for each parameter of the path; `null`: a record that is there. */
  params: (string | null)[]
  query: string
  body: {
    kind: 'form' | 'json' | 'multipart' | 'raw'
    type: string
    fields: Field[]
    raw: string
  }
  headers: Record<string, string>
  /** Whether it is sent from a page of the console, with the token of it. */
  genuine: boolean
}

/** Texts that something in between might take for more than a text. */
const NASTY = [
  '',
  ' ',
  '0',
  '-1',
  '1e309',
  'NaN',
  '9007199254740993',
  '99999999999999999999999',
  '0.1',
  '1,5',
  '١٢',
  'null',
  'true',
  '[]',
  '{}',
  "' OR 1=1 --",
  "'; DROP TABLE vouchers; --",
  '"><script>alert(1)</script>',
  '{{7*7}}<%= 7*7 %>#{7*7}',
  '../../../etc/passwd',
  '%00',
  '\0',
  'a\r\nset-cookie: x=y',
  '\u202Eevil',
  '\u200B',
  'e\u0301',
  '\uFEFF',
  '=1+1',
  'x;=1+1',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a~b~c',
  '~~~~',
  '1~2026-11-23T09:00:00.000Z~3',
  '2026-02-30',
  '2026-13',
  '+275760-09-13T00:00:00Z',
  '-000001-01-01T00:00:00Z',
  'x'.repeat(5000),
  '9'.repeat(5000),
  '\u{1F4A3}'.repeat(300),
  '//evil.example',
  'javascript:alert(1)',
]

const NAMES = [
  'draft',
  'copy',
  'issuance',
  'next',
  'after',
  'before',
  'sort',
  '_csrf',
  '__proto__',
  'constructor',
  '',
]

const TYPES = [
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=utf-16',
  'application/json',
  'application/json; charset=nonsense',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'text/plain',
  'text/html',
  'application/xml',
  'nonsense',
  '',
]

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'] as const

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }).map((raw) => raw.toWellFormed()) },
)

/** What JSON may hold besides texts. */
const value = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
)

/** What goes through a header as it is. */
const headerText = fc.oneof(
  fc.string({
    unit: fc
      .integer({ min: 0x20, max: 0xff })
      .filter((code) => code !== 0x7f)
      .map((code) => String.fromCharCode(code)),
    maxLength: 60,
  }),
  fc.constantFrom(
    '',
    'null',
    '*',
    '127.0.0.1',
    '::1',
    'unknown',
    'x'.repeat(3000),
    '"',
    ';;;',
    '=',
    'https://evil.example',
  ),
)

const HEADERS = [
  'cookie',
  'origin',
  'referer',
  'accept',
  'accept-language',
  'user-agent',
  'authorization',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'host',
  'range',
  'if-none-match',
  'expect',
  'content-encoding',
  'x-http-method-override',
  'sec-fetch-site',
  'sec-fetch-mode',
]

/** Makes such requests up. @param forms what stands in the forms of the console: most of it is kept */
export function hostileRequest(forms: FilledForms): fc.Arbitrary<Hostile> {
  return fc.constantFrom(...ROUTES).chain((route) => {
    const filled = forms.get(keyOf(route)) ?? []
    const names = [...NAMES, ...filled.map(([name]) => name)]
    return fc.record({
      sender: senderTo(route),
      route: fc.constant(route),
      method: rarely(route.method, fc.constantFrom(...METHODS)),
      params: fc.array(rarely(null, text), { minLength: 3, maxLength: 3 }),
      query: queryOf(route.method === 'GET' ? filled : [], names),
      body: fc.record({
        kind: fc.constantFrom('form', 'form', 'form', 'json', 'multipart', 'raw'),
        type: fc.constantFrom(...TYPES),
        fields: changed(filled, names, value),
        raw: text,
      }),
      headers: rarely({}, fc.dictionary(fc.constantFrom(...HEADERS), headerText, { maxKeys: 3 })),
      genuine: rarely(true, fc.constant(false)),
    })
  })
}

/** Most come to where they may: at the door the others are all alike. */
function senderTo({ needs, roles }: Route): fc.Arbitrary<Hostile['sender']> {
  const welcome =
    needs === 'token' ? (['machine'] as const) : SENDERS.filter((one) => roles.some((role) => role === one))
  return fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...welcome) },
    { weight: 1, arbitrary: fc.constantFrom(...SENDERS) },
  )
}

function rarely<T, U>(usual: T, otherwise: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: otherwise })
}

function queryOf(filled: readonly Entry[], names: string[]): fc.Arbitrary<string> {
  const pairs = changed(filled, names, text).map((fields) =>
    new URLSearchParams(fields.map(([name, value]) => [name, String(value)])).toString(),
  )
  return fc.oneof({ weight: 3, arbitrary: rarely('', pairs) }, { weight: 1, arbitrary: pairs })
}

/** What stands in a form, of which a few fields are left out, repeated, given other values or made up. */
function changed<T>(filled: readonly Entry[], names: string[], values: fc.Arbitrary<T>) {
  const change = fc.record({
    what: fc.constantFrom('leave out', 'repeat', 'replace', 'make up'),
    at: fc.nat(),
    name: fc.constantFrom(...names),
    value: values,
  })
  return fc.array(change, { maxLength: 4 }).map((changes) => {
    const fields = filled.map(([name, value]): Field => [name, typeof value === 'string' ? value : ''])
    return changes.reduce<Field[]>(applied, fields)
  })
}

type Field = [name: string, value: unknown]
type Change = {
  what: 'leave out' | 'repeat' | 'replace' | 'make up'
  at: number
  name: string
  value: unknown
}

function applied(fields: readonly Field[], { what, at, name, value }: Change): Field[] {
  const field = fields[at % fields.length]
  if (what === 'make up' || !field) return [...fields, [name, value]]
  if (what === 'leave out') return fields.filter((other) => other !== field)
  if (what === 'repeat') return [...fields, [field[0], value]]
  return fields.map((other): Field => (other === field ? [field[0], value] : other))
}
