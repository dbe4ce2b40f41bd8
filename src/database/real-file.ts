import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** As many as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40

/**
 * What a path names where it is a link, also to a file that is not there: SQLite makes that one, and puts its WAL
 * beside it and not beside the link.
 */
export function behindLinks(file: string, followed = 0): string {
  const isLink = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  if (!isLink || followed === MOST_LINKS) return file
  return behindLinks(resolve(dirname(file), readlinkSync(file)), followed + 1)
}

/** The one path of a file, whichever links lead there. @param path whose folder is there */
export function realFile(path: string): string {
  const file = behindLinks(path)
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))
}
