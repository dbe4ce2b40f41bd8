import { existsSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * What the system says of a file that somebody named, in words.
 * @returns undefined for an error of any other kind
 */
export function inWords(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return undefined
  return SAID[String(error.code)]?.(String(error.path))
}

const FOR_OTHERS = (path: string) => `This user may not use ${path}. Allow it, or name another file.`

const SAID: Record<string, (path: string) => string> = {
  ENOENT: (path) =>
    existsSync(dirname(path))
      ? `${path} is not there.`
      : `The folder ${dirname(path)} is not there. Make it, or name another file.`,
  EACCES: FOR_OTHERS,
  EPERM: FOR_OTHERS,
  EROFS: (path) => `Nothing can be written at ${path}. Name another file.`,
  EISDIR: (path) => `${path} is a folder. Name a file.`,
  ENOTDIR: (path) => `${dirname(path)} is no folder. Name another file.`,
}
