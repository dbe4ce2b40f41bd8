import { z } from 'zod'
import { email, field, line, ticked } from '../web/fields.ts'
import { accountId } from './customer.ts'

export const CUSTOMER_LABELS = {
  accountId: 'Account id',
  name: 'Name',
  email: 'Email',
  active: 'Active',
} as const

/** What a customer is called, wherever it is read from. */
export const customerName = line(200)

/** The email of a customer; empty where none is known. */
export const customerEmail = field((text) => (text === '' ? '' : email(text)))

/** What can be changed of a customer. */
export const customerChangeForm = z.object({ name: customerName, email: customerEmail, active: ticked() })

/** A new customer. */
export const newCustomerForm = customerChangeForm.extend({ accountId: field(accountId) })

/** What stands in the form of a new customer. */
export const NEW_CUSTOMER_VALUES = { active: true }
