import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isOneFile, PROJECT, readShipped } from './shipped.ts'

/** The version, and the commit where it is known: `0.1.0 (1a2b3c4d5e6f)`, or `0.1.0`. */
export function readVersion(): string {
  const { version } = JSON.parse(readShipped('package.json')) as { version: string }
  const commit = isOneFile ? readShipped('commit') : commitOfSource()
  return commit === '' ? version : `${version} (${commit})`
}

/**
 * The commit that the source is at, with `-dirty` after it where a file that git knows was changed since.
 * @returns nothing where the source is no checkout of its own, or git is not there
 */
export function commitOfSource(): string {
  // Without this git would answer for a repository that the source merely lies in.
  if (!existsSync(join(PROJECT, '.git'))) return ''
  const describe = ['describe', '--always', '--abbrev=12', '--exclude=*', '--dirty']
  const git = spawnSync('git', ['-C', PROJECT, ...describe], { encoding: 'utf8' })
  return git.status === 0 ? git.stdout.trim() : ''
}
