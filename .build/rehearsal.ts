import { writeFileSync } from 'node:fs'
import { runCarried } from './run-carried.ts'

const script = runCarried()
process.once('message', (file: string) => {
  writeFileSync(file, script.createCachedData())
  process.exit()
})
