import { sql } from 'kysely'
import type { Db } from '../database/open.ts'
import { utcOffsets } from '../time/utc-offsets.ts'

/**
 * Writes what the views need to tell the partners' days, and what the runtime knows better by now: countries change
 * their clocks. Where all of it is there already, it only reads.
 */
export async function keepUtcOffsets(trx: Db): Promise<void> {
  const zones = await trx.selectFrom('partners').select('timeZone').distinct().execute()
  for (const { timeZone } of zones) {
    const known = await trx
      .selectFrom('utcOffsets')
      .select(['fromAt', 'minutes'])
      .where('timeZone', '=', timeZone)
      .orderBy('fromAt')
      .execute()
    const offsets = JSON.stringify(utcOffsets(timeZone))
    if (JSON.stringify(known) !== offsets) await replaceOffsets(trx, timeZone, offsets)
  }
}

async function replaceOffsets(trx: Db, timeZone: string, offsets: string): Promise<void> {
  await trx.deleteFrom('utcOffsets').where('timeZone', '=', timeZone).execute()
  await sql`INSERT INTO utc_offsets (time_zone, from_at, minutes)
    SELECT ${timeZone}, value ->> 'fromAt', value ->> 'minutes' FROM json_each(${offsets})`.execute(trx)
}
