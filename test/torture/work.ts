import { chanceFrom } from '../../src/demo/chance.ts'
import { type Act, chargeOf, issueOf, refundOf, type Sent, withdrawOf } from './acts.ts'
import { demand, requireBalanced } from './bank.ts'
import { type Desk, download, minorOf, requireStatus } from './desk.ts'
import { requireAsAcknowledged } from './ledger-of-acts.ts'

/** What was sent so far, and what came of it. */
export interface Work {
  /** Works at the desk until the server is gone. @throws Error for any answer that should not be */
  untilCut(): Promise<void>
  /** Sends again what was not answered. */
  replay(): Promise<void>
  /**
   * Holds that all that was acknowledged is there, once and as it was answered, and nothing that was never sent.
   * @throws Error that names what is not
   */
  requireAll(): Promise<void>
  counts: { acknowledged: number; replayed: number; reads: number; verifications: number }
}

const CHARGERS = 4

/** @param seed of the amounts; what meets what is up to the machine */
export function workAt(desk: Desk, seed: number): Work {
  const chance = chanceFrom(seed)
  const sent = new Map<string, Sent>()
  /** What of each charge may still be refunded, in minor units. */
  const refundable = new Map<string, number>()
  const withdrawing = new Set<string>()
  const counts = { acknowledged: 0, replayed: 0, reads: 0, verifications: 0 }
  let last = 0
  const newKey = (letter: string) => `${letter}-${++last}`
  const amount = (most: number) => ((chance.below(most) + 1) / 100).toFixed(2)

  async function send(act: Act): Promise<void> {
    sent.set(act.key, { act, said: undefined })
    const said = await act.send()
    sent.set(act.key, { act, said })
    counts.acknowledged++
    if (act.kind === 'charge') refundable.set(act.key, said.amountMinor)
  }

  async function replay(): Promise<void> {
    for (const { act } of [...sent.values()].filter(({ said }) => !said)) {
      await send(act)
      counts.replayed++
    }
  }

  /** What was answered is answered the same for ever. */
  async function askAgain(): Promise<void> {
    const answered = [...sent.values()].filter(({ said }) => said)
    for (const { act, said } of chance.some(answered, 3)) {
      const { answer } = await act.send()
      demand(
        answer === said?.answer,
        `${act.kind} ${act.key} was answered by ${said?.answer}, now by ${answer}`,
      )
    }
  }

  async function charge() {
    await send(chargeOf(desk, newKey('C'), amount(900)))
  }

  async function refund() {
    const [found] = chance.some(
      [...refundable].filter(([, left]) => left > 0),
      1,
    )
    if (!found) return charge()
    const [key, left] = found
    const part = amount(left)
    refundable.set(key, left - minorOf(part))
    await send(refundOf(desk, key, newKey('R'), part))
  }

  async function issue() {
    const template = chance.below(3) === 0 ? desk.unspendable : desk.spendable
    await send(await issueOf(desk, template, newKey('I'), amount(4000)))
  }

  async function withdraw() {
    const template = desk.unspendable.split('/').at(-1)
    const unused = await download(desk, `/vouchers.csv?status=unused&template=${template}`)
    const [found] = chance.some(
      unused.filter(({ number = '' }) => !withdrawing.has(number)),
      1,
    )
    if (!found?.number) return issue()
    const act = await withdrawOf(desk, found.number)
    withdrawing.add(found.number)
    await send(act)
  }

  /** Looks at the bank as anybody does: at all entries, at one voucher, at what the console verifies itself. */
  async function look() {
    const entries = await download(desk, desk.entriesPath)
    requireBalanced(entries)
    const [some] = chance.some(entries, 1)
    if (some) await lookAtVoucher(some.voucher ?? '')
    counts.reads++
    if (chance.below(4) === 0) await verify()
  }

  async function lookAtVoucher(number: string) {
    const page = await desk.client.get(`/vouchers/${number}`)
    requireStatus(page, 200)
    const after = page.rows('Ledger').at(-1)?.['Balance after (USD)']
    const { Balance } = page.answers()
    demand(Balance === `USD ${after}`, `The page of ${number} says ${Balance}, its last entry ${after}`)
    counts.reads++
  }

  async function verify() {
    const page = await (await desk.client.get('/verification')).form('Verify').submit()
    demand(/Everything agrees/.test(page.text), `The console's verification: ${page.text}`)
    counts.verifications++
  }

  return {
    counts,
    replay,
    async untilCut() {
      const all = [...Array.from({ length: CHARGERS }, () => charge), refund, issue, withdraw, look]
      await Promise.all([untilGone(replay, 'once'), ...all.map((work) => untilGone(work))])
    },
    async requireAll() {
      const entries = await download(desk, desk.entriesPath)
      requireBalanced(entries)
      const charges = await download(desk, '/charges.csv')
      const vouchers = await download(desk, '/vouchers.csv')
      requireAsAcknowledged(sent, { entries, charges, vouchers })
      await verify()
      await askAgain()
    },
  }
}

/** Does a thing again and again until the connection breaks: then the server is gone. */
async function untilGone(work: () => Promise<void>, once?: 'once'): Promise<void> {
  for (;;) {
    try {
      await work()
      if (once) return
    } catch (error) {
      // What `fetch` throws for a connection that broke; every answer that should not be throws another error.
      if (error instanceof TypeError && 'cause' in error) return
      throw error
    }
  }
}
