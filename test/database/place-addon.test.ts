import { chmodSync, globSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import t from 'tap'
import { placeAddon } from '../../src/database/place-addon.ts'

const ADDON = Buffer.from('the bytes of an addon')

t.test('the addon is put into a folder that its user alone can enter', async (t) => {
  const file = placeAddon(ADDON, t.testdir())
  t.ok(readFileSync(file).equals(ADDON))
  t.equal(statSync(dirname(file)).mode & 0o777, 0o700)
  t.equal(statSync(file).mode & 0o777, 0o600)
})

t.test('it stays for the next start, and another version gets a folder of its own', async (t) => {
  const within = t.testdir()
  const first = placeAddon(ADDON, within)
  const made = statSync(first).ino
  t.equal(placeAddon(ADDON, within), first)
  t.equal(statSync(first).ino, made, 'it was not written again')
  t.not(placeAddon(Buffer.from('another version'), within), first)
  t.equal(globSync('*/*', { cwd: within }).length, 2, 'nothing else is left')
})

t.test('a file that holds anything else is replaced', async (t) => {
  const within = t.testdir()
  const file = placeAddon(ADDON, within)
  writeFileSync(file, 'the bytes of something else')
  t.equal(placeAddon(ADDON, within), file)
  t.ok(readFileSync(file).equals(ADDON))
})

t.test('a folder into which others can write is refused', async (t) => {
  const within = t.testdir()
  chmodSync(dirname(placeAddon(ADDON, within)), 0o777)
  t.throws(() => placeAddon(ADDON, within), {
    code: 'CONFIGURATION',
    message: /^TMPDIR: .* closed to others/,
  })
})

t.test('a link to a folder is refused, whoever owns that', async (t) => {
  const within = t.testdir({ there: {}, linked: {} })
  const folder = dirname(placeAddon(ADDON, join(within, 'there')))
  symlinkSync(folder, join(within, 'linked', basename(folder)))
  t.throws(() => placeAddon(ADDON, join(within, 'linked')), { code: 'CONFIGURATION' })
})

t.test('a place where nothing can be made is refused', async (t) => {
  const within = join(t.testdir({ file: '' }), 'file')
  t.throws(() => placeAddon(ADDON, within), { code: 'CONFIGURATION', message: /^TMPDIR: must name a folder/ })
})
