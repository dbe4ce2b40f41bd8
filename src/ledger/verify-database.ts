import { checkFile } from '../database/check-file.ts'
import { inSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import { inEnglish } from '../errors.ts'
import { verifyPartner } from './verify.ts'

/**
 * Verifies all there is: the file as SQLite sees it, then every partner's books. Writes nothing.
 *
 * @param db a database with the newest schema
 * @param file its file
 * @param say hears line by line what was checked and what disagrees
 * @returns how many things disagree
 */
export async function verifyDatabase(db: Db, file: string, say: (line: string) => void): Promise<number> {
  let found = 0
  const disagrees = (sentence: string) => {
    found++
    say(`  ${sentence}`)
  }
  say('The database file')
  for (const damage of checkFile(file)) disagrees(damage)
  await inSnapshot(db, async (snapshot) => {
    const partners = await snapshot.selectFrom('partners').select(['id', 'name', 'currency']).execute()
    for (const partner of partners) {
      say(partner.name)
      const checked = await verifyPartner(snapshot, partner, (phrase) => disagrees(inEnglish(phrase)))
      say(`  Checked: ${checked.map(({ records, count }) => `${records} ${count}`).join(', ')}.`)
    }
  })
  return found
}
