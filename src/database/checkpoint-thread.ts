import { parentPort, workerData } from 'node:worker_threads'
import { openConnection } from './connection.ts'

// What runs on the thread of Checkpoints. It never waits for the writer, nor the writer for it (PASSIVE).

const connection = openConnection(workerData, { fileMustExist: true, timeout: 0 })
// What goes into the file is on the disk before the WAL may begin anew.
connection.pragma('synchronous = FULL')
const checkpoint = connection.prepare('PRAGMA wal_checkpoint(PASSIVE)')

parentPort?.on('message', () => {
  try {
    checkpoint.get()
  } catch {
    // A full or broken disk: what is in the WAL stays there, and is tried again after the next COMMIT.
  }
  parentPort?.postMessage('done')
})
