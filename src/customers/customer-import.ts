import type { Act } from '../audit/act.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { type ImportedList, yesOrNo } from '../imports/imported-list.ts'
import { field } from '../web/fields.ts'
import { accountId, type Customer } from './customer.ts'
import { CUSTOMER_LABELS, customerEmail, customerName } from './customer-form.ts'
import { findCustomersByAccountId } from './customer-queries.ts'
import { toRow } from './save-customer.ts'

/** Customers as a CSV file holds them, and as they are found and stored, many at a time. */
export const customerImport: ImportedList<Customer> = {
  name: 'customers',
  title: 'Import customers',
  example:
    'account_id,name,email,active\n1001,Ada Lovelace Ltd,ada@example.com,yes\n1002,"Babbage, Sons & Co",,no\n',
  key: 'accountId',
  columns: {
    accountId: {
      header: 'account_id',
      label: CUSTOMER_LABELS.accountId,
      hint: 'As on the cloud’s bill. It says which customer the line is about.',
      read: field(accountId),
      otherwise: undefined,
    },
    name: {
      header: 'name',
      label: CUSTOMER_LABELS.name,
      hint: 'At most 200 characters.',
      read: customerName,
      otherwise: undefined,
    },
    email: {
      header: 'email',
      label: CUSTOMER_LABELS.email,
      hint: 'An address, or nothing.',
      read: customerEmail,
      otherwise: '',
    },
    active: {
      header: 'active',
      label: CUSTOMER_LABELS.active,
      hint: 'yes or no. A new customer is active unless the line says no.',
      read: yesOrNo(),
      otherwise: true,
    },
  },
  find: findForImport,
  store,
}

async function findForImport(db: Db, partnerId: number, accountIds: readonly string[]) {
  const found = new Map<string, Customer>()
  for await (const chunk of chunks(accountIds)) {
    for (const { id: _, ...customer } of await findCustomersByAccountId(db, partnerId, chunk)) {
      found.set(customer.accountId, customer)
    }
  }
  return found
}

async function store(trx: Db, act: Act, customers: readonly Customer[]): Promise<void> {
  for await (const chunk of chunks(customers)) {
    await trx
      .insertInto('customers')
      .values(chunk.map((customer) => toRow(act, customer)))
      .onConflict((conflict) =>
        conflict.columns(['partnerId', 'accountId']).doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          email: ref('excluded.email'),
          active: ref('excluded.active'),
        })),
      )
      .execute()
  }
}
