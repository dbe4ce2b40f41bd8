import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { scrip, startServer } from '../walk/server.ts'
import { setUpOwner, signInOwner } from './owner.ts'

t.setTimeout(120_000)

t.test(
  'on a full disk a change is refused in words, reads go on, and room makes it work again',
  async (t) => {
    const folder = smallDisk(t)
    if (!folder) {
      t.comment('not tried: a small disk can be mounted by root alone')
      return
    }
    const server = await startServer(t, folder)
    const owner = await setUpOwner(server)
    await owner.add('before')
    fill(folder)
    const refused = await owner.add('x'.repeat(100))
    t.equal(refused.status, 507)
    t.match(refused.text, 'The disk is full. Nothing was changed; make room on it, then try again.')
    t.same(await owner.customers(), ['before'])
    t.equal((await owner.client.get('/customers')).title, 'Customers')
    rmSync(join(folder, 'filler'))
    await owner.add('after')
    t.same(await owner.customers(), ['after', 'before'])
    t.equal(await server.stop(), 0)
    t.match(await scrip(folder, ['verify']), { code: 0, stdout: /Everything agrees\.\n$/ })
  },
)

t.test('a disk that takes no more of a file loses nothing that was answered', async (t) => {
  const folder = t.testdir()
  const first = await startServer(t, folder)
  await setUpOwner(first)
  await first.stop()
  // Its files may have 600 KB: the database has less, and the WAL comes there with a few changes.
  // Without what the test runner adds to every Node it starts: that ends at the signal which Node itself ignores.
  const limited = ['env', '-u', 'NODE_OPTIONS', 'bash', '-c', 'ulimit -f 600; exec "$@"', 'limited']
  const server = await startServer(t, folder, 'again', { within: limited })
  const owner = await signInOwner(server)
  const kept: string[] = []
  let answer = await owner.add('customer-100')
  while (answer.status === 200 && kept.length < 900) {
    kept.push(`customer-${100 + kept.length}`)
    answer = await owner.add(`customer-${100 + kept.length}`)
  }
  t.equal(answer.status, 500)
  t.match(
    answer.text,
    'The disk did not do as it was asked. Nothing was changed; look after it, then try again.',
  )
  t.same(await owner.customers(), kept)
  await server.end('SIGKILL')

  const again = await signInOwner(await startServer(t, folder, 'again'))
  t.same(await again.customers(), kept)
  await again.add('one more')
  t.match(await scrip(folder, ['verify']), { code: 0, stdout: /Everything agrees\.\n$/ })
})

/** A folder on a disk of its own of 3 MB, where this user may mount one. */
function smallDisk(t: Test): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'scrip-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  t.teardown(() => {
    execFileSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}

/** Fills the disk to its last page. */
function fill(folder: string): void {
  for (let bytes = 1024 * 1024; bytes >= 1; bytes = Math.floor(bytes / 2)) {
    for (let full = false; !full; ) {
      try {
        writeFileSync(join(folder, 'filler'), Buffer.alloc(bytes), { flag: 'a' })
      } catch {
        full = true
      }
    }
  }
}
