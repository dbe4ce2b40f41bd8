import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { CHINESE } from '../../src/languages/zh-CN.ts'

const PROJECT = join(import.meta.dirname, '../..')
const sources = new Map(
  [
    ...globSync('src/**/*.ts', { cwd: PROJECT }).filter((file) => !file.startsWith('src/languages/')),
    ...globSync('views/**/*.eta', { cwd: PROJECT }),
  ].map((file) => [file, readFileSync(join(PROJECT, file), 'utf8')]),
)

const sentences = Object.entries(CHINESE)
const literals = new Set([...sources.values()].flatMap(quotedIn))

// In src a sentence that no catalogue has is no `Sentence`: the type checker refuses it, wherever it is written.
t.test('every sentence that a view says is in the catalogue', async (t) => {
  const said = views().flatMap(([, source]) => saidIn(source))
  t.ok(said.length > 400)
  t.same(
    said.filter((sentence) => !Object.hasOwn(CHINESE, sentence)),
    [],
  )
})

t.test('a view says nothing but sentences that are written there', async (t) => {
  const made = views().flatMap(([file, source]) =>
    [...source.matchAll(/\bt\((?!')[^)]*\)/g)].map(([call]) => `${file}: ${call}`),
  )
  t.same(made, [
    'views/bills/bill.eta: t(label, { currency: it.currency })',
    'views/bills/check.eta: t(label, { currency: it.currency })',
  ])
})

t.test('every sentence of the catalogue is said somewhere', async (t) => {
  t.same(
    sentences.filter(([english]) => !literals.has(english)).map(([english]) => english),
    [],
  )
})

t.test('a sentence has the same places in every language', async (t) => {
  t.same(
    sentences.filter(([english, chinese]) => placesIn(chinese) !== placesIn(english)),
    [],
  )
})

t.test('no sentence stands in two files of the catalogue', async (t) => {
  const parts = globSync('src/languages/zh-CN/*.ts', { cwd: PROJECT })
  const keys = await Promise.all(
    parts.map(async (part) =>
      Object.values(await import(join(PROJECT, part))).flatMap((all) => Object.keys(all as object)),
    ),
  )
  t.equal(keys.flat().length, sentences.length)
})

t.test('Chinese is written with its own punctuation, and without spaces around it', async (t) => {
  const foreign = /\p{Script=Han}[ ,:;?!()"]|(?<!^\d\.)[ ,:;?!()"]\p{Script=Han}/u
  t.same(
    sentences.filter(([, chinese]) => foreign.test(chinese)),
    [],
  )
})

function views(): [file: string, source: string][] {
  return [...sources].filter(([file]) => file.startsWith('views/'))
}

/** The sentences that a view says itself, by `t` or by a helper of its own that passes them on. */
function saidIn(view: string): string[] {
  return [...view.matchAll(/\b(?:t|money)\('((?:[^'\\]|\\.)*)'/g)].map(([, sentence = '']) => sentence)
}

function quotedIn(source: string): string[] {
  return [...source.matchAll(/'((?:[^'\\\n]|\\.)*)'/g)].map(([, text = '']) => text)
}

function placesIn(sentence: string): string {
  return [...sentence.matchAll(/\{\w+\}/g)].map(String).sort().join(' ')
}
