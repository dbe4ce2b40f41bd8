import { paths } from '../web/paths.ts'

/** The page of each kind of record, by its id as the subject of an event has it. */
const PAGES: Readonly<Record<string, (id: string) => string>> = {
  bill: (id) => paths.bill(Number(id)),
  charge: (id) => paths.charge(id),
  customer: (id) => paths.customer(Number(id)),
  customers: () => paths.customers(),
  invitation: () => paths.members(),
  issuance: (id) => paths.issuance(Number(id)),
  member: (id) => paths.member(Number(id)),
  partner: () => paths.settings(),
  product: (id) => paths.product(Number(id)),
  products: () => paths.products(),
  template: (id) => paths.template(Number(id)),
  token: () => paths.tokens(),
  withdrawal: (id) => paths.withdrawal(Number(id)),
}

/** The page of what an event happened to, such as "template 12"; '' where there is none. */
export function pageOfSubject(subject: string): string {
  const space = subject.indexOf(' ')
  const noun = space < 0 ? subject : subject.slice(0, space)
  const page = Object.hasOwn(PAGES, noun) ? PAGES[noun] : undefined
  return page?.(subject.slice(noun.length + 1)) ?? ''
}
