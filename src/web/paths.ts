import { Problem } from '../errors.ts'

/** Every URL of the console, in one place. Nouns; what changes something is a POST to a noun. */
export const paths = {
  home: () => '/',
  search: (q?: string) => withQuery('/search', { q }),
  setUp: (token: string) => `/set-up/${token}`,
  signIn: (next?: string) => withQuery('/sign-in', onward(next)),
  signOut: () => '/sign-out',
  signInCode: (next?: string) => withQuery('/sign-in/code', onward(next)),
  password: () => '/password',
  twoStep: () => '/two-step',
  twoStepDrafts: () => '/two-step/drafts',
  twoStepDraft: (draft: string) => `/two-step/drafts/${draft}`,
  twoStepConfirmation: (draft: string) => `/two-step/drafts/${draft}/confirmation`,
  recoveryCodes: () => '/two-step/recovery-codes',
  twoStepReplacement: () => '/two-step/replacement',
  twoStepRemoval: () => '/two-step/removal',
  language: () => '/language',
  sessions: () => '/sessions',
  sessionEnd: () => '/sessions/end',
  otherSessionsEnd: () => '/sessions/others/end',

  members: () => '/members',
  member: (id: number) => `/members/${id}`,
  memberRole: (id: number) => `/members/${id}/role`,
  memberDeactivation: (id: number) => `/members/${id}/deactivation`,
  memberActivation: (id: number) => `/members/${id}/activation`,
  memberPasswordReset: (id: number) => `/members/${id}/password-reset`,
  memberTwoStepRemoval: (id: number) => `/members/${id}/two-step-removal`,
  invitations: () => '/members/invitations',
  invitationRevocation: (id: number) => `/members/invitations/${id}/revocation`,
  /** What the invited person opens, and who is to choose a new password. */
  invitation: (token: string) => `/invitations/${token}`,
  settings: (draft?: string) => withQuery('/settings', { draft }),
  settingsDrafts: () => '/settings/drafts',
  settingsDraft: (draft: string) => `/settings/drafts/${draft}`,
  settingsConfirmation: (draft: string) => `/settings/drafts/${draft}/confirmation`,
  audit: (query: Query = {}) => withQuery('/audit', query),

  budget: (query: Query = {}) => withQuery('/budget', query),
  newBudgetChange: (change: 'allocations' | 'reclaims', draft?: string) =>
    withQuery(`/budget/${change}/new`, { draft }),
  budgetChangeDrafts: (change: 'allocations' | 'reclaims') => `/budget/${change}/drafts`,
  budgetDraft: (draft: string) => `/budget/drafts/${draft}`,
  budgetConfirmation: (draft: string) => `/budget/drafts/${draft}/confirmation`,
  reviews: (query: Query = {}) => withQuery('/reviews', query),
  liability: () => '/reports/liability',
  liabilityByCustomer: (query: Query = {}) => withQuery('/reports/liability/customers', query),
  usage: (query: Query = {}) => withQuery('/reports/usage', query),

  /** A list as a file, with the query of its page. */
  csv: (list: string, query: Query = {}) => withQuery(`${list}.csv`, query),

  products: () => '/products',
  newProduct: () => '/products/new',
  product: (id: number) => `/products/${id}`,
  customers: (query: Query = {}) => withQuery('/customers', query),
  newCustomer: () => '/customers/new',
  customer: (id: number) => `/customers/${id}`,
  statements: (customer: number) => `/customers/${customer}/statements`,
  /** What the customer opens. */
  statement: (token: string, query: Query = {}) => withQuery(`/statements/${token}`, query),
  statementEntries: (token: string) => `/statements/${token}/entries.csv`,
  statementRevocation: (customer: number, id: number) => `/customers/${customer}/statements/${id}/revocation`,
  imports: (list: 'products' | 'customers') => `/${list}/imports`,
  newImport: (list: 'products' | 'customers') => `/${list}/imports/new`,
  importDraft: (list: 'products' | 'customers', draft: string) => `/${list}/imports/${draft}`,
  importConfirmation: (list: 'products' | 'customers', draft: string) =>
    `/${list}/imports/${draft}/confirmation`,

  templates: (query: Query = {}) => withQuery('/templates', query),
  newTemplate: (from?: { copy?: number; draft?: string }) => withQuery('/templates/new', { ...from }),
  template: (id: number) => `/templates/${id}`,
  editTemplate: (id: number, draft?: string) => withQuery(`/templates/${id}/edit`, { draft }),
  /** Where the form goes: of a new template, or of the one that is edited. */
  templateDrafts: (id: number | null) => (id === null ? '/templates/drafts' : `/templates/${id}/drafts`),
  templateDraft: (draft: string) => `/templates/drafts/${draft}`,
  templateConfirmation: (draft: string) => `/templates/drafts/${draft}/confirmation`,
  templateArchival: (id: number) => `/templates/${id}/archival`,

  newIssuance: (template: number, draft?: string) =>
    withQuery(`/templates/${template}/issuances/new`, { draft }),
  /** The form of issuing, filled in with what an issuance asked for. */
  issuanceAgain: (template: number, issuance: number) =>
    withQuery(`/templates/${template}/issuances/new`, { issuance }),
  issuanceDrafts: (template: number) => `/templates/${template}/issuances/drafts`,
  issuanceDraft: (draft: string) => `/issuances/drafts/${draft}`,
  issuanceCustomers: (draft: string) => `/issuances/drafts/${draft}/customers`,
  issuanceConfirmation: (draft: string) => `/issuances/drafts/${draft}/confirmation`,
  issuance: (id: number) => `/issuances/${id}`,
  issuanceCancellation: (id: number) => `/issuances/${id}/cancellation`,
  issuanceApproval: (id: number) => `/issuances/${id}/approval`,
  issuanceRejection: (id: number) => `/issuances/${id}/rejection`,
  issuanceLines: (id: number) => `/issuances/${id}/lines.csv`,

  vouchers: (query: Query = {}) => withQuery('/vouchers', query),
  voucher: (number: string) => `/vouchers/${number}`,
  charges: (query: Query = {}) => withQuery('/charges', query),
  newCharge: (draft?: string) => withQuery('/charges/new', { draft }),
  chargeDrafts: () => '/charges/drafts',
  chargeDraft: (draft: string) => `/charges/drafts/${draft}`,
  chargeConfirmation: (draft: string) => `/charges/drafts/${draft}/confirmation`,
  chargeTrial: () => '/charges/trial',
  charge: (chargeId: string) => `/charges/${encodeURIComponent(chargeId)}`,
  refundDrafts: (chargeId: string) => `/charges/${encodeURIComponent(chargeId)}/refunds/drafts`,
  newRefund: (chargeId: string) => `/charges/${encodeURIComponent(chargeId)}/refunds/new`,
  refundDraft: (draft: string) => `/refunds/drafts/${draft}`,
  refundConfirmation: (draft: string) => `/refunds/drafts/${draft}/confirmation`,
  bills: () => '/bills',
  newBill: () => '/bills/new',
  bill: (id: number) => `/bills/${id}`,
  billDeductions: (id: number) => `/bills/${id}/deductions.csv`,
  billDrafts: () => '/bills/drafts',
  billDraft: (draft: string) => `/bills/drafts/${draft}`,
  billColumns: (draft: string) => `/bills/drafts/${draft}/columns`,
  billCovers: (draft: string) => `/bills/drafts/${draft}/covers`,
  billUnknown: (draft: string) => `/bills/drafts/${draft}/unknown`,
  billPreview: (draft: string) => `/bills/drafts/${draft}/preview.csv`,
  billConfirmation: (draft: string) => `/bills/drafts/${draft}/confirmation`,
  tokens: () => '/tokens',
  tokenRevocation: (id: number) => `/tokens/${id}/revocation`,
  verification: () => '/verification',

  withdrawal: (id: number) => `/withdrawals/${id}`,
  withdrawalDrafts: () => '/withdrawals/drafts',
  withdrawalDraft: (draft: string) => `/withdrawals/drafts/${draft}`,
  withdrawalConfirmation: (draft: string) => `/withdrawals/drafts/${draft}/confirmation`,
} as const

/** Query parameters as a person reads them; what is empty is left out. */
type Query = Record<string, string | number | null | undefined>

/** Adds query parameters to a path. */
export function withQuery(path: string, query: Query): string {
  const given: string[][] = []
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') given.push([name, String(value)])
  }
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

/** Where to go after signing in, as the query says it: the home page goes without saying. */
function onward(next: string | undefined): Query {
  return { next: next === paths.home() ? undefined : next }
}

/** Reads a record's id from a path. @throws Problem NOT_FOUND for what is no id at all */
export function idOf(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new Problem('NOT_FOUND')
  return Number(text)
}

/** A path of this console and of no other site: what `next` may name. Anything else is the home page. */
export function ownPath(path: string | undefined): string {
  const base = 'http://own.invalid'
  const url = path?.startsWith('/') ? URL.parse(path, base) : null
  // "/.//other.example" is a path here, but without its dot it would name another site.
  const own = url?.origin === base && !url.pathname.startsWith('//')
  return own ? url.pathname + url.search : paths.home()
}
