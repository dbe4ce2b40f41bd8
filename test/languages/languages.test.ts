import t from 'tap'
import { ENGLISH, LANGUAGES, languageFor, languageOf } from '../../src/languages/languages.ts'
import { currencyOf } from '../../src/money/currency.ts'
import { formatFor } from '../../src/web/format.ts'

t.test('a browser gets the language that it would rather have', async (t) => {
  const asked = async (header: string | undefined) => (await languageFor(header)).tag
  t.equal(await asked('zh-CN,zh;q=0.9,en;q=0.8'), 'zh-CN')
  t.equal(await asked('en-US,en;q=0.9,zh-CN;q=0.8'), 'en')
  t.equal(await asked('en;q=0.3, zh;q=0.7'), 'zh-CN')
  t.equal(await asked('de-DE, zh-CN;q=0.5'), 'zh-CN')
})

t.test('whoever asks for any Chinese gets ours', async (t) => {
  for (const tag of ['zh', 'zh-Hans', 'zh-SG', 'ZH-cn', 'zh-Hans-CN', 'zh-TW']) {
    t.equal((await languageFor(tag)).tag, 'zh-CN', tag)
  }
})

t.test('whoever asks for nothing that we have gets English', async (t) => {
  for (const header of [undefined, '', '*', 'de, fr;q=0.5', 'zh;q=0', ';;;q=,,', 'x'.repeat(5000)]) {
    t.equal((await languageFor(header)).tag, 'en', header ?? 'none')
  }
})

t.test('a language is known by its tag, and no other tag is', async (t) => {
  for (const { tag, name } of LANGUAGES) t.equal((await languageOf(tag))?.name, name)
  t.equal(await languageOf('de'), undefined)
  t.equal(await languageOf('toString'), undefined)
})

t.test('a sentence that the catalogue lacks is said in English', async (t) => {
  const { t: say } = await languageFor('zh')
  t.equal(say('Vouchers: {count}', { count: '1,234' }), '代金券：1,234')
  t.equal(say('toString' as 'Vouchers'), 'toString')
})

t.test('numbers and dates are written as in the language, in the time zone of the partner', async (t) => {
  const partner = { currency: currencyOf('CNY'), timeZone: 'Asia/Shanghai' }
  const shown = ({ money, count, day, at, month, monthAlone }: ReturnType<typeof formatFor>) => [
    money(123_450),
    count(12_345),
    day('2026-11-27'),
    at('2026-11-27T18:05:00.000Z'),
    month('2026-11'),
    monthAlone('2026-11'),
  ]
  t.same(shown(formatFor(partner, ENGLISH)), [
    'CNY 1,234.50',
    '12,345',
    '27 Nov 2026',
    '28 Nov 2026, 02:05',
    'Nov 2026',
    'Nov',
  ])
  t.same(shown(formatFor(partner, await languageFor('zh'))), [
    'CNY 1,234.50',
    '12,345',
    '2026/11/27',
    '2026/11/28 02:05',
    '2026年11月',
    '11月',
  ])
})
