import { runCarried } from './run-carried.ts'

const { cachedDataRejected } = runCarried()
// The build asks by starting it with a channel. Nobody else needs to know: it runs all the same, and starts later.
process.send?.({ cachedDataRejected })
