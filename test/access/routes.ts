import type { Need, Role } from '../../src/members/roles.ts'
import type { Scope } from '../../src/partners/api-tokens.ts'
import { stylesheet } from '../../src/web/assets.ts'
import type { Records } from './everything.ts'

/** A route, and who may come there. */
export interface Route {
  method: 'GET' | 'POST'
  url: string
  needs: Need
  scope: Scope | undefined
  /** The roles it is open to. */
  roles: readonly Role[]
  /** The records of a stocked desk that fill the parameters of its path. */
  records: readonly (keyof Records)[]
}

const EVERYONE = ['owner', 'issuer', 'reviewer', 'viewer'] as const
const ISSUERS = ['owner', 'issuer'] as const
const REVIEWERS = ['owner', 'reviewer'] as const
const OWNERS = ['owner'] as const

const lines = (
  { needs, scope, roles }: Pick<Route, 'needs' | 'roles'> & { scope?: Scope },
  table: string,
): Route[] =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [method, url = '', ...records] = line.trim().split(/ +/)
      return {
        ...{ method: method as Route['method'], url, needs, scope, roles },
        records: records as (keyof Records)[],
      }
    })

/**
 * Every route of the console, written by hand: whoever adds one says here, too, who may come there. A line is the
 * method, the path and, where it names records of the partner's, which ones of a stocked desk fill it.
 */
export const ROUTES: readonly Route[] = [
  ...lines(
    { needs: 'nobody', roles: EVERYONE },
    `
    GET  /healthz
    GET  /readyz
    GET  ${stylesheet.path}
    GET  /favicon.ico
    GET  /set-up/:token
    POST /set-up/:token
    GET  /sign-in
    POST /sign-in
    GET  /sign-in/code
    POST /sign-in/code
    GET  /invitations/:token             invitationToken
    POST /invitations/:token             invitationToken
    GET  /statements/:token              statementToken
    GET  /statements/:token/entries.csv  statementToken`,
  ),
  ...lines(
    { needs: 'token', scope: 'charges:write', roles: [] },
    `
    POST /charges
    POST /charges/preview
    POST /charges/:chargeId/refunds   charge`,
  ),
  ...lines(
    { needs: 'read', scope: 'read', roles: EVERYONE },
    `
    GET  /vouchers.csv
    GET  /vouchers.json
    GET  /charges.csv
    GET  /charges.json
    GET  /bills.csv
    GET  /bills.json
    GET  /templates.csv
    GET  /templates.json
    GET  /customers.csv
    GET  /customers.json
    GET  /products.csv
    GET  /products.json
    GET  /reviews.csv
    GET  /reviews.json
    GET  /budget.csv
    GET  /budget.json
    GET  /reports/liability.csv
    GET  /reports/liability/customers.csv
    GET  /reports/usage.csv`,
  ),
  ...lines(
    { needs: 'read', roles: EVERYONE },
    `
    GET  /
    GET  /search
    GET  /products
    GET  /products/:id               product
    GET  /customers
    GET  /customers/:id              customer
    GET  /templates
    GET  /templates/:id              template
    GET  /issuances/:id              issuance
    GET  /vouchers
    GET  /vouchers/:number           voucher
    GET  /withdrawals/:id            withdrawal
    GET  /charges
    GET  /charges/trial
    GET  /charges/:chargeId          charge
    GET  /bills
    GET  /bills/:id                  bill
    GET  /bills/:id/deductions.csv   bill
    GET  /issuances/:id/lines.csv    issuance
    GET  /customers/:id/statements   customer
    GET  /reviews
    GET  /budget
    GET  /reports
    GET  /reports/liability
    GET  /reports/liability/customers
    GET  /reports/usage
    GET  /password
    POST /password
    GET  /sessions
    POST /sessions/end
    POST /sessions/others/end
    GET  /language
    POST /language
    GET  /two-step
    POST /two-step/drafts
    GET  /two-step/drafts/:id               twoStepDraft
    POST /two-step/drafts/:id/confirmation  twoStepDraft
    GET  /two-step/recovery-codes
    POST /two-step/recovery-codes
    GET  /two-step/replacement
    POST /two-step/replacement
    GET  /two-step/removal
    POST /two-step/removal`,
  ),
  ...lines(
    { needs: 'issue', roles: ISSUERS },
    `
    GET  /products/new
    POST /products
    POST /products/:id                        product
    GET  /products/imports/new
    POST /products/imports
    GET  /products/imports/:id                productImport
    POST /products/imports/:id/confirmation   productImport
    GET  /customers/new
    POST /customers
    POST /customers/:id                       customer
    GET  /customers/imports/new
    POST /customers/imports
    GET  /customers/imports/:id               customerImport
    POST /customers/imports/:id/confirmation  customerImport
    GET  /templates/new
    GET  /templates/:id/edit                  newTemplate
    POST /templates/drafts
    POST /templates/:id/drafts                newTemplate
    GET  /templates/drafts/:id                templateDraft
    POST /templates/drafts/:id/confirmation   templateDraft
    GET  /templates/:id/issuances/new         template
    POST /templates/:id/issuances/drafts      template
    GET  /issuances/drafts/:id                issuanceDraft
    GET  /issuances/drafts/:id/customers      issuanceDraft
    POST /issuances/drafts/:id/customers      issuanceDraft
    POST /issuances/drafts/:id/confirmation   issuanceDraft
    POST /issuances/:id/cancellation          waitingIssuance
    POST /withdrawals/drafts
    GET  /withdrawals/drafts/:id              withdrawalDraft
    POST /withdrawals/drafts/:id/confirmation withdrawalDraft
    GET  /charges/new
    POST /charges/drafts
    GET  /charges/drafts/:id                  chargeDraft
    POST /charges/drafts/:id/confirmation     chargeDraft
    GET  /charges/:chargeId/refunds/new       charge
    POST /charges/:chargeId/refunds/drafts    charge
    GET  /refunds/drafts/:id                  refundDraft
    POST /refunds/drafts/:id/confirmation     refundDraft
    GET  /bills/new
    POST /bills/drafts
    GET  /bills/drafts/:id/columns            billFile
    POST /bills/drafts/:id/columns            billFile
    GET  /bills/drafts/:id                    billDraft
    GET  /bills/drafts/:id/preview.csv        billDraft
    POST /bills/drafts/:id/covers             billDraft
    POST /bills/drafts/:id/unknown            billDraft
    POST /bills/drafts/:id/confirmation       billDraft
    GET  /templates/:id/archival              newTemplate
    POST /templates/:id/archival              newTemplate
    POST /customers/:id/statements            customer
    GET  /customers/:id/statements/:statement/revocation  customer statement
    POST /customers/:id/statements/:statement/revocation  customer statement`,
  ),
  ...lines(
    { needs: 'review', roles: REVIEWERS },
    `
    POST /issuances/:id/approval   waitingIssuance
    POST /issuances/:id/rejection  waitingIssuance`,
  ),
  ...lines(
    { needs: 'own', roles: OWNERS },
    `
    GET  /tokens
    POST /tokens
    GET  /tokens/:id/revocation   token
    POST /tokens/:id/revocation   token
    GET  /verification
    POST /verification
    GET  /audit
    GET  /audit.csv
    GET  /audit.json
    GET  /members
    GET  /members/:id                         member
    POST /members/:id/role                    member
    GET  /members/:id/password-reset          member
    POST /members/:id/password-reset          member
    GET  /members/:id/two-step-removal        member
    POST /members/:id/two-step-removal        member
    GET  /members/:id/deactivation            member
    POST /members/:id/deactivation            member
    POST /members/:id/activation              member
    GET  /members/invitations
    POST /members/invitations
    GET  /members/invitations/:id/revocation  invitation
    POST /members/invitations/:id/revocation  invitation
    GET  /settings
    POST /settings/drafts
    GET  /settings/drafts/:id                 settingsDraft
    POST /settings/drafts/:id/confirmation    settingsDraft
    GET  /budget/allocations/new
    POST /budget/allocations/drafts
    GET  /budget/reclaims/new
    POST /budget/reclaims/drafts
    GET  /budget/drafts/:id                   budgetDraft
    POST /budget/drafts/:id/confirmation      budgetDraft`,
  ),
  // It ends the session of whoever tries the others.
  ...lines({ needs: 'read', roles: EVERYONE }, 'POST /sign-out'),
]

/** The route that answers at a path: one of just this path before one with a parameter. */
export function routeTo(method: string, path: string): Route {
  const candidates = ROUTES.filter((route) => route.method === method)
  const found =
    candidates.find(({ url }) => url === path) ??
    candidates.find(({ url }) => new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path))
  if (!found) throw new Error(`No route answers ${method} ${path}`)
  return found
}
