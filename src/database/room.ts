import { statfs } from 'node:fs/promises'
import { Problem } from '../errors.ts'

/** Less than this does not hold the WAL of a large bill. */
export const LEAST_FREE_BYTES = 64 * 1024 * 1024

/** Holds that a disk has room. @param folder a folder on it @throws Problem DISK_FULL where it has less than `bytes` */
export async function requireRoom(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  if (bavail * bsize < bytes) throw new Problem('DISK_FULL')
}
