import t from 'tap'
import {
  hashRecoveryCode,
  newRecoveryCodes,
  newSecret,
  otpauthLink,
  readCode,
} from '../../src/sign-in/two-step-code.ts'
import { codeAt } from '../support/two-step.ts'

const AT = '2026-11-23T09:00:10.000Z'
const STEP_AT = Math.floor(Date.parse(AT) / 30_000)

t.test('the codes are those of RFC 6238, appendix B, in six digits', async (t) => {
  // The ASCII text "12345678901234567890" in base32.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
  const vectors = [
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ] as const
  for (const [seconds, code] of vectors) {
    const at = new Date(seconds * 1000).toISOString()
    t.same(readCode(code, secret, at), { how: 'code', secret, step: Math.floor(seconds / 30) }, code)
  }
})

t.test('a code counts within one step of drift, either way, and for the step it was made for', async (t) => {
  const secret = newSecret()
  const stepOf = (steps: number) => {
    const proof = readCode(codeAt(secret, AT, steps), secret, AT)
    return proof?.how === 'code' ? proof.step - STEP_AT : undefined
  }
  t.same([-2, -1, 0, 1, 2].map(stepOf), [undefined, -1, 0, 1, undefined])
})

t.test('spaces and hyphens of what is typed do not matter', async (t) => {
  const secret = newSecret()
  const code = codeAt(secret, AT)
  t.ok(readCode(` ${code.slice(0, 3)} ${code.slice(3)} `, secret, AT))
  const [recovery = ''] = newRecoveryCodes()
  const proof = { how: 'recovery code', codeHash: hashRecoveryCode(recovery) }
  for (const typed of [recovery.replaceAll('-', ''), recovery.replaceAll('-', ' '), ` ${recovery} `]) {
    t.same(readCode(typed, secret, AT), proof, typed)
  }
})

t.test('what is neither kind of code proves nothing', async (t) => {
  const secret = newSecret()
  for (const typed of ['', '12345', '1234567', 'abcdef', 'NaN', '1e5', '-12345', '１２３４５６']) {
    t.equal(readCode(typed, secret, AT), undefined, typed)
  }
})

t.test('ten recovery codes, each another one, of more than 112 random bits', async (t) => {
  const codes = newRecoveryCodes()
  t.equal(new Set(codes).size, 10)
  for (const code of codes) t.match(code, /^\d{5}(-\d{5}){6}$/)
  t.ok(35 * Math.log2(10) > 112)
})

t.test('a secret has 160 random bits, and the link says all that an app needs', async (t) => {
  const secret = newSecret()
  t.match(secret, /^[A-Z2-7]{32}$/)
  t.not(newSecret(), secret)
  const link = new URL(otpauthLink(secret, 'ada+desk@northwind.example'))
  t.equal(link.protocol, 'otpauth:')
  t.match(decodeURIComponent(link.href), '//totp/Scrip:ada+desk@northwind.example?')
  t.same(Object.fromEntries(link.searchParams), {
    issuer: 'Scrip',
    secret,
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
