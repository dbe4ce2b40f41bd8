#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { PROJECT } from './shipped.ts'

// Starts the command line from source, and keeps what Node makes of the source for the next start, which is then twice
// as fast. Not among the temporary files, where Node would keep it: whoever writes there could put code into ours.
// Where nothing can be written, nothing is kept.
enableCompileCache(join(PROJECT, 'node_modules/.cache/compiled'))
await import('./cli.ts')
