import type { Page } from '../support/page.ts'
import { type Client, openClient } from '../walk/http.ts'
import type { Server } from '../walk/server.ts'

const SIGN_IN = { Email: 'ada@northwind.example', Password: 'four words to remember' }

/** Somebody who works at a running server, and takes each answer as it comes. */
export interface Owner {
  client: Client
  /** Adds a customer by the form. */
  add(accountId: string): Promise<Page>
  /** The account ids of all customers, by the download. */
  customers(): Promise<string[]>
}

/** Makes the first owner at a server that has just been set up. */
export async function setUpOwner(server: Server): Promise<Owner> {
  const client = openClient(server.url)
  const form = (await client.get(server.setUpPath ?? '')).form('Create account')
  await form.fill({ 'Partner name': 'Northwind', 'Your name': 'Ada', ...SIGN_IN }).submit()
  return workingAt(client)
}

/** Signs the owner in at a server that was set up before. */
export async function signInOwner(server: Server): Promise<Owner> {
  const client = openClient(server.url)
  await (await client.get('/sign-in')).form('Sign in').fill(SIGN_IN).submit()
  return workingAt(client)
}

function workingAt(client: Client): Owner {
  return {
    client,
    async add(accountId) {
      const form = (await client.get('/customers/new')).form('Save')
      return form.fill({ 'Account id': accountId, Name: accountId }).submit()
    },
    async customers() {
      const { body } = await client.get('/customers.csv')
      return body
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',', 1)[0] ?? '')
        .sort()
    },
  }
}
