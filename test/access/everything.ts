import { makeToken } from '../../src/partners/api-tokens.ts'
import { chargeNow, refundNow } from '../support/billing.ts'
import { focusBill, importBill, sendBill } from '../support/bills.ts'
import type { Browser } from '../support/browser.ts'
import type { Filling } from '../support/control.ts'
import { type Desk, PASSWORD } from '../support/desk.ts'
import type { Page } from '../support/page.ts'
import { actOf, stockCustomers, stockProducts, stockTemplate, stockVouchers } from '../support/stock.ts'

/** An owner, signed in, and the partner they own. */
interface Owner {
  partnerId: number
  id: number
  browser: Browser
}

/** One record of each kind that a path can name: what stands for it in the path. */
export type Records = Awaited<ReturnType<typeof stockEverything>>

/** When the usual line of a bill arose, vouchers were valid already. */
const SINCE_OCTOBER = {
  validity: 'fixed',
  firstDayOn: '2026-10-01',
  lastDayOn: '2026-12-31',
  validDays: null,
} as const

/**
 * Gives a partner one of everything.
 * @param word stands in every name and text of it, so that it is recognised wherever it is shown
 */
export async function stockEverything(desk: Desk, owner: Owner, word: string) {
  const account = `${word}-1`
  const product = `${word}-compute`
  await stockCustomers(desk, [account, `${word}-2`, `${word}-3`], owner)
  await stockProducts(desk, { [product]: { category: `${word} category` } }, owner)
  await allocate(owner.browser, word)
  const books = await keepBooks(desk, owner, word)
  const drafts = await keepDrafts(owner.browser, word, books)
  await makeToken(desk.db, actOf(desk, owner), `${word} token`, ['read'])
  const customer = await idOf(desk, 'customers', owner)
  return {
    ...books,
    ...drafts,
    ...(await makeLinks(owner.browser, word, customer)),
    customer,
    statement: await idOf(desk, 'statements', owner),
    invitation: await idOf(desk, 'invitations', owner),
    product: await idOf(desk, 'products', owner),
    bill: await idOf(desk, 'bills', owner),
    token: await idOf(desk, 'apiTokens', owner),
  }
}

async function keepBooks(desk: Desk, owner: Owner, word: string) {
  const account = `${word}-1`
  const product = `${word}-compute`
  const named = (name: string) => ({ ...SINCE_OCTOBER, name: `${word} ${name}`, note: `${word} note` })
  const template = await stockTemplate(desk, named('offer'), owner)
  const newTemplate = await stockTemplate(desk, named('new offer'), owner)
  const sponsored = await stockTemplate(desk, { ...named('gift'), funding: 'sponsored' }, owner)
  const { id, numbers } = await stockVouchers(desk, template, `${account}\n${word}-2\n${word}-3`, owner)
  const [voucher = '', withdrawn = '', unusedVoucher = ''] = numbers
  const colleague = await desk.addMember('issuer', owner.partnerId)
  const asker = { partnerId: owner.partnerId, id: colleague.id }
  const waiting = await stockVouchers(desk, sponsored, account, asker)
  const charge = { charge_id: `${word}-charge`, customer: account, product, description: `${word} fee` }
  await chargeNow(desk, charge, owner)
  await refundNow(desk, charge.charge_id, `${word}-refund`, 500, owner)
  await importBill(owner.browser, billOf(word))
  const withdrawal = await withdraw(owner.browser, withdrawn, word)
  return {
    template: String(template),
    newTemplate: String(newTemplate),
    issuance: String(id),
    waitingIssuance: String(waiting.id),
    voucher,
    unusedVoucher,
    withdrawal,
    charge: charge.charge_id,
    member: String(colleague.id),
  }
}

function billOf(word: string, cost = '30.00'): File {
  const line = { SubAccountId: `${word}-1`, ServiceName: `${word}-compute`, BilledCost: cost }
  return focusBill([{ ...line, ProviderName: `${word} cloud` }], `${word}.csv`)
}

async function withdraw(browser: Browser, number: string, word: string): Promise<string> {
  const check = await (await browser.get(`/vouchers/${number}`)).form('Withdraw').submit()
  const done = await check
    .form('Confirm')
    .fill({ Reason: `${word} left` })
    .submit()
  return lastPart(done.path)
}

/** Fills each form in as far as its check page. */
async function keepDrafts(
  browser: Browser,
  word: string,
  { template, newTemplate, unusedVoucher, charge }: Awaited<ReturnType<typeof keepBooks>>,
) {
  const keep = async (path: string, fields: Record<string, Filling>, button = 'Continue') =>
    draftIn((await (await browser.get(path)).form(button).fill(fields).submit()).path)
  const lines = { 'Or paste its lines here': `account_id,name\n${word}-4,${word} new` }
  const codes = { 'Or paste its lines here': `code,name\n${word}-4,${word} new` }
  const fee = {
    'Customer (account id)': `${word}-1`,
    Product: `${word}-compute (${word}-compute)`,
    Amount: '3',
  }
  const columns = new File([`${word} account,service,cost\n${word}-1,${word}-compute,1\n`], `${word}.csv`, {
    type: 'text/csv',
  })
  return {
    customerImport: await keep('/customers/imports/new', lines),
    productImport: await keep('/products/imports/new', codes),
    templateDraft: await keep(`/templates/${newTemplate}/edit`, { 'Minimum spend': '5' }),
    issuanceDraft: await keep(`/templates/${template}/issuances/new`, {
      Customers: `${word}-1`,
      Reason: `${word} again`,
    }),
    withdrawalDraft: await keep(`/vouchers/${unusedVoucher}`, {}, 'Withdraw'),
    chargeDraft: await keep('/charges/new', fee),
    refundDraft: await keep(`/charges/${charge}/refunds/new`, { Amount: '1' }),
    settingsDraft: await keep('/settings', { 'Grace days': '3' }),
    budgetDraft: await keep('/budget/allocations/new', { Amount: '1', Reason: `${word} once more` }),
    twoStepDraft: await keep('/two-step', { 'Current password': PASSWORD }, 'Turn on'),
    billFile: draftIn((await sendBill(browser, columns)).path),
    billDraft: draftIn((await sendBill(browser, billOf(word, '40.00'))).path),
  }
}

/** Makes the links that open a page without a sign-in. @returns what stands in their paths */
async function makeLinks(browser: Browser, word: string, customer: string) {
  const invite = (await browser.get('/members/invitations')).form('Make link')
  const invited = await invite.fill({ 'Full name': `${word} guest`, Role: ['Viewer'] }).submit()
  const made = await (await browser.get(`/customers/${customer}/statements`))
    .form('Make statement link')
    .submit()
  return { invitationToken: tokenIn(invited), statementToken: tokenIn(made) }
}

async function allocate(browser: Browser, word: string): Promise<void> {
  const form = (await browser.get('/budget/allocations/new')).form('Continue')
  const check = await form.fill({ Amount: '1000000', Reason: `${word} budget` }).submit()
  await check.form('Confirm').submit()
}

/** The first record that a partner has in a table. */
async function idOf(
  { db }: Desk,
  table: 'customers' | 'products' | 'bills' | 'apiTokens' | 'statements' | 'invitations',
  { partnerId }: Owner,
): Promise<string> {
  const query = db.selectFrom(table).select('id').where('partnerId', '=', partnerId).orderBy('id')
  return String((await query.executeTakeFirstOrThrow()).id)
}

function draftIn(path: string): string {
  const draft = /\/(?:drafts|imports)\/([^/]+)/.exec(path)?.[1]
  if (!draft) throw new Error(`${path} is the path of no draft`)
  return draft
}

function tokenIn({ text }: Page): string {
  const token = /http\S+\/([\w-]+)/.exec(text)?.[1]
  if (!token) throw new Error(`There is no link in ${text}`)
  return token
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
