import fc from 'fast-check'
import t from 'tap'
import { readNumber, VOUCHER_STATUSES, voucherNumber, voucherStatus } from '../../src/vouchers/voucher.ts'

const EXPIRES = '2026-12-23T00:00:00.000Z'
const JUST_BEFORE = '2026-12-22T23:59:59.999Z'

t.test('a voucher with a balance expires at the very instant after its last day', async (t) => {
  for (const state of ['unused', 'part_used'] as const) {
    t.equal(voucherStatus({ state, expiresAt: EXPIRES }, JUST_BEFORE), state)
    t.equal(voucherStatus({ state, expiresAt: EXPIRES }, EXPIRES), 'expired')
    t.equal(voucherStatus({ state, expiresAt: EXPIRES }, '2027-01-01T00:00:00.000Z'), 'expired')
  }
})

t.test('a voucher that is used up, withdrawn or lapsed stays so, whatever the clock says', async (t) => {
  for (const state of ['used_up', 'withdrawn', 'expired'] as const) {
    for (const at of [JUST_BEFORE, EXPIRES]) t.equal(voucherStatus({ state, expiresAt: EXPIRES }, at), state)
  }
})

t.test('every state has a status, one of the five', async (t) => {
  const statuses = VOUCHER_STATUSES.map((state) => voucherStatus({ state, expiresAt: EXPIRES }, JUST_BEFORE))
  t.same(statuses, VOUCHER_STATUSES)
})

t.test('a number is twelve digits in groups of four, none of which can be misread', async () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 20 }), (random) =>
      /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/.test(voucherNumber(random)),
    ),
  )
})

t.test('a number has sixty bits of its random bytes in it: five of each', async (t) => {
  t.equal(voucherNumber(Uint8Array.from({ length: 12 }, (_, index) => index)), '0123-4567-89AB')
  t.equal(voucherNumber(new Uint8Array(12).fill(31)), 'ZZZZ-ZZZZ-ZZZZ')
  const digits = new Set(
    Array.from({ length: 256 }, (_, byte) => voucherNumber(new Uint8Array(12).fill(byte))),
  )
  t.equal(digits.size, 32, 'each of the 32 digits comes from 8 of the 256 bytes')
})

t.test('a number is read however it is typed, and so is the beginning of one', async (t) => {
  const number = '7K21-90XC-4T0R'
  const typed = ['7k2190xc4t0r', ' 7K21 90XC 4T0R ', '7k2i-9oxc-4tOr', '7K2L90XC-4T0R']
  for (const text of [number, ...typed]) t.equal(readNumber(text), number, text)
  t.equal(readNumber('7k21'), '7K21')
  t.equal(readNumber('7K21-9'), '7K21-9')
})

t.test('what no number begins with, or too many do, is read as none', async (t) => {
  for (const text of ['', '7K2', '7K21-90XC-4T0R-1', '7K2U', '7K21_', 'Müller'])
    t.equal(readNumber(text), null, text)
})
