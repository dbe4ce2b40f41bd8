import { checkFile } from '../database/check-file.ts'
import { inSnapshot } from '../database/in-snapshot.ts'
import type { Db } from '../database/open.ts'
import { inEnglish } from '../errors.ts'
import type { Progress } from '../progress.ts'
import { type Checked, countRecords, verifyPartner } from './verify.ts'

/** What the verification has to say of the file or of a partner: by itself, that it begins there. */
export interface Finding {
  /** The partner's name, or "The database file". */
  about: string
  disagreement?: string
  /** What was looked at by kinds; none for a file that SQLite finds sound. */
  checked?: readonly Checked[]
}

/**
 * Verifies all there is: the file as SQLite sees it, then every partner's books. Writes nothing.
 *
 * @param db a database with the newest schema
 * @param file its file
 * @param say hears one by one what is looked at, what disagrees and what was checked
 * @param progress hears how far it is
 * @returns how many things disagree
 */
export async function verifyDatabase(
  db: Db,
  file: string,
  say: (finding: Finding) => void,
  progress: Progress = () => {},
): Promise<number> {
  let found = 0
  const disagrees = (about: string, disagreement: string) => {
    found++
    say({ about, disagreement })
  }
  say({ about: THE_FILE })
  for (const damage of checkFile(file)) disagrees(THE_FILE, damage)
  if (found === 0) say({ about: THE_FILE, checked: [] })
  await inSnapshot(db, async (snapshot) => {
    const partners = await snapshot.selectFrom('partners').select(['id', 'name', 'currency']).execute()
    const all = await countRecords(snapshot, partners.length)
    let done = 0
    const looked = (records: number) => {
      done += records
      progress(done, all)
    }
    for (const partner of partners) {
      const about = partner.name
      say({ about })
      const checked = await verifyPartner(
        snapshot,
        partner,
        (phrase) => disagrees(about, inEnglish(phrase)),
        looked,
      )
      say({ about, checked })
    }
  })
  return found
}

const THE_FILE = 'The database file'
