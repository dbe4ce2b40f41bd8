import assert from 'node:assert/strict'
import { parentPort, workerData } from 'node:worker_threads'
import { previewBill } from './bill-import.ts'
import { nextOf, ownerAt } from './running-desk.ts'

// People at a desk, on a thread of their own until they are told to stop: what it takes them to send a file and to
// read a page must not hold up who measures.

/** @see busyDesk */
export interface Others {
  url: string
  /** How many turn the pages of the list of vouchers, as fast as they come. */
  readers: number
  /** The file of a bill that is imported up to its check page, again and again. */
  bill: string
}

const { url, readers, bill } = workerData as Others
const owner = await ownerAt(url)
let isOver = false
parentPort?.once('message', () => {
  isOver = true
})
parentPort?.postMessage('here')
await Promise.all([importBills(), ...Array.from({ length: readers }, readLists)])

async function readLists(): Promise<void> {
  let path = '/vouchers'
  while (!isOver) {
    const answer = await fetch(url + path, { headers: { cookie: owner.cookie() } })
    const next = nextOf(await answer.text())
    assert(next !== undefined || path !== '/vouchers', 'The first page has no next one')
    path = next ?? '/vouchers'
  }
}

async function importBills(): Promise<void> {
  while (!isOver) await previewBill({ url, owner }, bill)
}
