import type { Terms } from '../templates/template.ts'
import { SAMPLE_PRODUCTS } from './sample-products.ts'

/** A template of the sample and what was issued from it. Days are counted back from today, and may lie ahead. */
export interface SampleTemplate {
  createdDaysAgo: number
  /** With fixed dates. A day ahead is negative. */
  firstDaysAgo?: number
  lastDaysAgo?: number
  archivedDaysAgo?: number
  terms: Partial<Terms> & Pick<Terms, 'name' | 'amountMinor'>
  issuances?: readonly SampleIssuance[]
}

export interface SampleIssuance {
  daysAgo: number
  customers: number
  reason: string
  /** An amount of its own, as it is typed, for every third customer. */
  amount?: string
  /** What became of one that waited for a review; nothing, where it still waits. */
  review?: SampleReview
  /** How many of its vouchers were withdrawn the day after they were issued, and why. */
  withdrawn?: readonly [count: number, reason: string]
}

export interface SampleReview {
  daysLater: number
  decision: 'issued' | 'rejected'
  reason: string
}

const approved = (daysLater: number, reason: string): SampleReview => ({
  daysLater,
  decision: 'issued',
  reason,
})
const rejected = (daysLater: number, reason: string): SampleReview => ({
  daysLater,
  decision: 'rejected',
  reason,
})

const codesOf = (...beginnings: string[]) =>
  SAMPLE_PRODUCTS.filter(
    ({ code, eligibleForSpecific }) =>
      eligibleForSpecific && beginnings.some((beginning) => code.startsWith(beginning)),
  ).map(({ code }) => code)

/** The templates of the sample, oldest first: every choice of the form is made by one of them. */
export const SAMPLE_TEMPLATES: readonly SampleTemplate[] = [
  {
    createdDaysAgo: 214,
    terms: {
      name: 'Welcome credit',
      amountMinor: 100_00,
      validDays: 90,
      maxVouchersPerCustomer: 1,
      note: 'For every new customer, once, in its first month. Ask sales before raising the amount.',
    },
    issuances: [
      { daysAgo: 203, customers: 44, reason: 'New customers, first group' },
      {
        daysAgo: 121,
        customers: 62,
        reason: 'New customers, second group',
        withdrawn: [3, 'Accounts were opened twice'],
      },
      { daysAgo: 33, customers: 71, reason: 'New customers, third group', amount: '150' },
    ],
  },
  {
    createdDaysAgo: 201,
    terms: {
      name: 'Compute trial',
      usage: 'product_trial',
      scope: 'allowlist',
      products: codesOf('compute-', 'k8s-'),
      amountMinor: 50_00,
      validDays: 30,
    },
    issuances: [
      { daysAgo: 160, customers: 28, reason: 'Trial asked for at the fair' },
      { daysAgo: 12, customers: 35, reason: 'Trial asked for on the website', amount: '75.50' },
    ],
  },
  {
    createdDaysAgo: 188,
    firstDaysAgo: 172,
    lastDaysAgo: 81,
    terms: {
      name: 'Anniversary campaign',
      paymentMode: 'postpaid',
      amountMinor: 75_00,
      minimumSpendMinor: 20_00,
    },
    issuances: [
      {
        daysAgo: 175,
        customers: 58,
        reason: 'Anniversary, first mailing',
        withdrawn: [4, 'Customer left the programme'],
      },
      { daysAgo: 140, customers: 36, reason: 'Anniversary, reminder' },
    ],
  },
  {
    createdDaysAgo: 170,
    archivedDaysAgo: 64,
    terms: {
      name: 'Student and teacher pack',
      usage: 'product_trial',
      scope: 'allowlist',
      products: codesOf('compute-vm', 'functions', 'storage-object', 'db-postgres'),
      paymentMode: 'prepaid',
      amountMinor: 25_00,
      validDays: 120,
    },
    issuances: [{ daysAgo: 110, customers: 40, reason: 'New term, list of the ministry' }],
  },
  {
    createdDaysAgo: 151,
    terms: {
      name: 'Migration support',
      scope: 'blocklist',
      products: codesOf('net-egress', 'msg-', 'market-'),
      paymentMode: 'prepaid',
      amountMinor: 1_500_00,
      minimumSpendMinor: 100_00,
      validDays: 180,
      maxTotalMinor: 90_000_00,
    },
    issuances: [
      {
        daysAgo: 133,
        customers: 9,
        reason: 'Moves from the old data centre, wave 1',
        review: approved(1, 'As agreed with sales'),
      },
      {
        daysAgo: 47,
        customers: 14,
        reason: 'Moves from the old data centre, wave 2',
        amount: '2750',
        review: approved(2, 'Three larger moves, checked against the project plan'),
        withdrawn: [1, 'The move was called off'],
      },
    ],
  },
  {
    createdDaysAgo: 128,
    terms: { name: 'Goodwill after an incident', amountMinor: 20_00, validDays: 365 },
    issuances: [
      { daysAgo: 96, customers: 60, reason: 'Storage outage of 3 h 40 min, ticket 46903', amount: '42.75' },
      { daysAgo: 20, customers: 22, reason: 'Slow DNS answers, ticket 48211', amount: '7.05' },
    ],
  },
  {
    createdDaysAgo: 118,
    terms: {
      name: 'Database and analytics trial',
      usage: 'product_trial',
      scope: 'allowlist',
      products: codesOf('db-', 'data-'),
      paymentMode: 'postpaid',
      amountMinor: 200_00,
      validDays: 45,
      maxVouchers: 60,
      maxVouchersPerCustomer: 1,
    },
    issuances: [{ daysAgo: 38, customers: 30, reason: 'Workshop “From tables to answers”' }],
  },
  {
    createdDaysAgo: 90,
    terms: {
      name: 'Loyalty credit, gold customers',
      paymentMode: 'postpaid',
      amountMinor: 250_00,
      validDays: 365,
    },
    issuances: [
      { daysAgo: 61, customers: 24, reason: 'Third year with us' },
      {
        daysAgo: 5,
        customers: 18,
        reason: 'Third year with us',
        amount: '120.25',
        withdrawn: [2, 'Contract not renewed'],
      },
      { daysAgo: 1, customers: 43, reason: 'Fourth year with us, list of sales' },
    ],
  },
  {
    createdDaysAgo: 52,
    terms: {
      name: 'Joint marketing fund',
      amountMinor: 400_00,
      validDays: 60,
      funding: 'sponsored',
      maxTotalMinor: 25_000_00,
      note: 'Paid back by the cloud at the end of each quarter. Keep the invoices.',
    },
    issuances: [
      {
        daysAgo: 44,
        customers: 12,
        reason: 'Joint stand at the fair',
        review: approved(1, 'The cloud has confirmed it in writing'),
      },
      {
        daysAgo: 31,
        customers: 20,
        reason: 'Joint mailing',
        review: rejected(3, 'The cloud pays for 12 companies, not for 20. Ask again with those.'),
      },
      { daysAgo: 2, customers: 16, reason: 'Joint webinar, 24 companies took part' },
    ],
  },
  {
    createdDaysAgo: 24,
    firstDaysAgo: -21,
    lastDaysAgo: -112,
    terms: {
      name: 'GPU launch offer',
      scope: 'allowlist',
      products: codesOf('compute-gpu', 'ai-'),
      amountMinor: 500_00,
      maxVouchers: 40,
      maxVouchersPerCustomer: 1,
      maxTotalMinor: 20_000_00,
    },
    issuances: [
      {
        daysAgo: 8,
        customers: 26,
        reason: 'First in line for the new GPU machines',
        review: approved(1, ''),
      },
    ],
  },
  {
    createdDaysAgo: 9,
    terms: {
      name: 'Backup and recovery, public sector',
      scope: 'allowlist',
      products: codesOf('storage-backup', 'storage-archive', 'sec-keys'),
      amountMinor: 300_00,
      minimumSpendMinor: 50_00,
      validDays: 120,
    },
  },
  {
    createdDaysAgo: 1,
    firstDaysAgo: -8,
    lastDaysAgo: -68,
    terms: {
      name: 'Early bird offer',
      scope: 'blocklist',
      products: codesOf('net-cdn', 'net-egress'),
      funding: 'sponsored',
      amountMinor: 125_00,
    },
  },
]
