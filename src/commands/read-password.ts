import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { Stopped } from './failing.ts'

/** No password is as long: what goes on without a line end is refused for its length, and not read to the end. */
const ENOUGH = 4096

/** Reads a password: on a terminal as it is typed, and not shown; else the first line of standard input. */
export function readPassword(): Promise<string> {
  return process.stdin.isTTY ? askForPassword() : readFirstLine()
}

async function readFirstLine(): Promise<string> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.includes('\n') || text.length > ENOUGH) break
  }
  return text.split(/\r?\n/, 1)[0] ?? ''
}

/** @throws Stopped at Ctrl-C */
async function askForPassword(): Promise<string> {
  // Readline shows what is typed by writing it to its output. Closed, it leaves the terminal as it was.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const typed = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  typed.once('line', resolve)
  typed.once('SIGINT', () => reject(new Stopped()))
  typed.once('close', () => resolve(''))
  process.stderr.write('Password: ')
  try {
    return await promise
  } finally {
    typed.close()
    process.stderr.write('\n')
  }
}
