import { parentPort, workerData } from 'node:worker_threads'
import { openConnection, useAddon } from './connection.ts'

// What runs on the thread of Checkpoints. It never waits for the writer, nor the writer for it (PASSIVE). It says of
// each checkpoint whether it could be tried.

const { file, addon } = workerData as { file: string; addon: string | undefined }
useAddon(addon)
const connection = openConnection(file, { fileMustExist: true, timeout: 0 })
const checkpoint = connection.prepare('PRAGMA wal_checkpoint(PASSIVE)')

parentPort?.on('message', () => {
  parentPort?.postMessage(isTried())
})

function isTried(): boolean {
  try {
    checkpoint.get()
    return true
  } catch {
    return false
  }
}
