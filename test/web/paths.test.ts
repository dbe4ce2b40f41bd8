import fc from 'fast-check'
import t from 'tap'
import { idOf, ownPath, paths, withQuery } from '../../src/web/paths.ts'

t.test('a path of ours is taken, with its query', async (t) => {
  for (const path of ['/', '/vouchers?status=unused&customer=1002', '/templates/1', '/a%2Fb']) {
    t.equal(ownPath(path), path)
  }
})

t.test('anything else is the home page', async (t) => {
  const hostile = [
    undefined,
    '',
    'vouchers',
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\\/evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/.//evil.example',
    '/x/..//evil.example',
    '/%2e//evil.example',
    'javascript:alert(1)',
    ' //evil.example',
    '@evil.example',
  ]
  for (const path of hostile) t.equal(ownPath(path), '/', JSON.stringify(path))
})

t.test('whatever it is given, a browser stays on this site', async () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '..',
    '%2e',
    '%2f',
    '\t',
    '\r',
    '@',
    ':',
    'evil.example',
    '?',
    '#',
  )
  const path = fc.array(piece, { maxLength: 8 }).map((pieces) => `/${pieces.join('')}`)
  fc.assert(
    fc.property(fc.oneof(path, fc.string()), (text) => {
      return new URL(ownPath(text), 'http://scrip.example').origin === 'http://scrip.example'
    }),
    { numRuns: 2000 },
  )
})

t.test('a query leaves out what is empty and escapes the rest', async (t) => {
  t.equal(withQuery('/vouchers', {}), '/vouchers')
  t.equal(withQuery('/vouchers', { a: '', b: null, c: undefined, d: 0 }), '/vouchers?d=0')
  t.equal(paths.vouchers({ customer: 'a&b=c d' }), '/vouchers?customer=a%26b%3Dc+d')
})

t.test('an id is a whole number from 1, and nothing else is found', async (t) => {
  t.equal(idOf('42'), 42)
  for (const text of ['', '0', '-1', '1.5', '1e3', '0x1', '٣', ' 1', '01', '9'.repeat(16)]) {
    t.throws(() => idOf(text), { code: 'NOT_FOUND' }, text)
  }
})
