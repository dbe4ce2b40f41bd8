import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Phrase } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { LONGEST_LINE, readRecords, type VisitRecord } from './csv-records.ts'

/**
 * Reads a CSV file on the disk, as `readRecords` does.
 * @param progress hears how many bytes were read
 * @returns nothing, or what is wrong with the file as a whole; some records may have been visited by then
 */
export async function readCsvFile(
  path: string,
  visit: VisitRecord,
  progress?: Progress,
): Promise<Phrase | undefined> {
  const source = { beginning: await readBeginning(path), parts: () => createReadStream(path) }
  return readRecords(source, visit, LONGEST_LINE, progress)
}

async function readBeginning(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(LONGEST_LINE))
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
