/** Every URL of the console, in one place. Nouns; what changes something is a POST to a noun. */
export const paths = {
  home: () => '/',
  setUp: (token: string) => `/set-up/${token}`,
  signIn: (next?: string) => withQuery('/sign-in', { next }),
  signOut: () => '/sign-out',
  password: () => '/password',

  products: () => '/products',
  newProduct: () => '/products/new',
  product: (id: number) => `/products/${id}`,
  customers: () => '/customers',
  newCustomer: () => '/customers/new',
  customer: (id: number) => `/customers/${id}`,
  imports: (list: 'products' | 'customers') => `/${list}/imports`,
  newImport: (list: 'products' | 'customers') => `/${list}/imports/new`,
  importDraft: (list: 'products' | 'customers', draft: string) => `/${list}/imports/${draft}`,
  importConfirmation: (list: 'products' | 'customers', draft: string) =>
    `/${list}/imports/${draft}/confirmation`,

  templates: () => '/templates',
  newTemplate: (from?: { copy?: number; draft?: string }) => withQuery('/templates/new', { ...from }),
  template: (id: number) => `/templates/${id}`,
  editTemplate: (id: number, draft?: string) => withQuery(`/templates/${id}/edit`, { draft }),
  templateArchival: (id: number) => `/templates/${id}/archival`,
  templateDraft: (draft: string) => `/templates/drafts/${draft}`,
  templateConfirmation: (draft: string) => `/templates/drafts/${draft}/confirmation`,

  newIssuance: (template: number, draft?: string) =>
    withQuery(`/templates/${template}/issuances/new`, { draft }),
  issuances: (template: number) => `/templates/${template}/issuances`,
  issuance: (id: number) => `/issuances/${id}`,
  issuanceCancellation: (id: number) => `/issuances/${id}/cancellation`,
  issuanceDraft: (draft: string) => `/issuances/drafts/${draft}`,
  issuanceConfirmation: (draft: string) => `/issuances/drafts/${draft}/confirmation`,

  vouchers: (query: Query = {}) => withQuery('/vouchers', query),
  voucher: (number: string) => `/vouchers/${number}`,
  withdrawals: () => '/withdrawals',
  withdrawal: (id: number) => `/withdrawals/${id}`,
  withdrawalDraft: (draft: string) => `/withdrawals/drafts/${draft}`,
  withdrawalConfirmation: (draft: string) => `/withdrawals/drafts/${draft}/confirmation`,
} as const

/** Query parameters as a person reads them; what is empty is left out. */
export type Query = Record<string, string | number | null | undefined>

/** Adds query parameters to a path. */
export function withQuery(path: string, query: Query): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(name, String(value))
  }
  return params.size === 0 ? path : `${path}?${params}`
}

/** A path of this console and of no other site: what `next` may name. Anything else is the home page. */
export function ownPath(path: string | undefined): string {
  const base = 'http://own.invalid'
  const url = path?.startsWith('/') ? URL.parse(path, base) : null
  return url?.origin === base ? url.pathname + url.search : paths.home()
}
