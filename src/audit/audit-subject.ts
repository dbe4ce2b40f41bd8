import type { Sentence } from '../languages/sentences.ts'
import type { Translate } from '../languages/words.ts'
import { paths } from '../web/paths.ts'

/** What an event happened to, as the log shows it: its name, and the page it has; '' where it has none. */
interface Subject {
  named: string
  path: string
}

/** What each kind of record is called with its id, and its page. A list that was imported has no id. */
const KINDS: Readonly<Record<string, readonly [named: Sentence, path: (id: string) => string]>> = {
  bill: ['bill {id}', (id) => paths.bill(Number(id))],
  charge: ['charge {id}', (id) => paths.charge(id)],
  customer: ['customer {id}', (id) => paths.customer(Number(id))],
  customers: ['customers', () => paths.customers()],
  invitation: ['invitation {id}', () => paths.members()],
  issuance: ['issuance {id}', (id) => paths.issuance(Number(id))],
  member: ['member {id}', (id) => paths.member(Number(id))],
  partner: ['partner {id}', () => paths.settings()],
  product: ['product {id}', (id) => paths.product(Number(id))],
  products: ['products', () => paths.products()],
  template: ['template {id}', (id) => paths.template(Number(id))],
  token: ['token {id}', () => paths.tokens()],
  withdrawal: ['withdrawal {id}', (id) => paths.withdrawal(Number(id))],
}

/** Reads what an event happened to, such as "template 12"; of a kind that nobody knows, as it is on record. */
export function subjectInWords(subject: string, t: Translate): Subject {
  const space = subject.indexOf(' ')
  const noun = space < 0 ? subject : subject.slice(0, space)
  const kind = Object.hasOwn(KINDS, noun) ? KINDS[noun] : undefined
  if (!kind) return { named: subject, path: '' }
  const id = subject.slice(noun.length + 1)
  const [named, path] = kind
  return { named: t(named, { id }), path: path(id) }
}
