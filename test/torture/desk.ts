import { parse } from 'csv-parse/sync'
import type { Page } from '../support/page.ts'
import { type Client, openClient } from '../walk/http.ts'

/** What is worked with, over HTTP alone; it outlives every kill of the server. */
export interface Desk {
  url: string
  client: Client
  /** The header by which the billing system is known. */
  authorization: string
  /** The path of the only customer's statement, which holds every entry of every voucher. */
  entriesPath: string
  /** A template that charges are paid from, and one whose vouchers no charge here matches. */
  spendable: string
  unspendable: string
}

const OWNER = { Email: 'ada@northwind.example', Password: 'four words to remember' }

/** Sets up a partner with one customer, one product, two templates, a token and a statement link. */
export async function setUpDesk(url: string, setUpPath: string): Promise<Desk> {
  const client = openClient(url)
  const setUp = (await client.get(setUpPath)).form('Create account')
  await setUp.fill({ 'Partner name': 'Northwind', 'Your name': 'Ada', ...OWNER }).submit()
  const customer = (await client.get('/customers/new')).form('Save')
  await customer.fill({ 'Account id': '1001', Name: 'Contoso' }).submit()
  const product = (await client.get('/products/new')).form('Save')
  await product.fill({ Code: 'compute', Name: 'Compute' }).submit()
  const spendable = await makeTemplate(client, 'Spent', 'Postpaid')
  const unspendable = await makeTemplate(client, 'Withdrawn', 'Prepaid')
  const token = (await client.get('/tokens')).form('Make token')
  const made = await token
    .fill({ 'Token name': 'Billing', 'Post charges and refunds': true, 'Read lists': true })
    .submit()
  const link = await (await client.get('/customers/1/statements')).form('Make statement link').submit()
  const authorization = `Bearer ${/scrip_[\w-]+/.exec(made.body)?.[0]}`
  const statement = /\/statements\/[\w-]+/.exec(link.body)?.[0]
  return { url, client, authorization, entriesPath: `${statement}/entries.csv`, spendable, unspendable }
}

async function makeTemplate(client: Client, name: string, mode: string): Promise<string> {
  const form = (await client.get('/templates/new')).form('Continue')
  const check = await form.fill({ 'Template name': name, Amount: '20', 'Payment mode': mode }).submit()
  return (await check.form('Confirm').submit()).path
}

/** A list as it is downloaded: each record by its columns. */
export async function download(desk: Desk, path: string): Promise<Record<string, string>[]> {
  const page = await desk.client.get(path)
  requireStatus(page, 200)
  return parse(page.body, { columns: true })
}

/** @throws Error for a page that was not expected */
export function requireStatus(page: Page, status: number): void {
  if (page.status !== status) throw new Error(`${page.path} answered ${page.status}: ${page.text}`)
}

/** Minor units of an amount as machines read it, with two decimals. */
export function minorOf(amount: string | undefined): number {
  if (!/^-?\d+\.\d\d$/.test(amount ?? '')) throw new Error(`${amount} is no amount`)
  return Number(amount?.replace('.', ''))
}
