import { createRequire } from 'node:module'
import { getAsset, getAssetKeys, getRawAsset } from 'node:sea'
import { Script } from 'node:vm'
import { CODE, COMPILED } from './carried.ts'

/**
 * Runs the code that this executable carries, compiled already where it carries that, too.
 * @returns it, which knows whether it took what it was compiled to, and what it is compiled to by now
 */
export function runCarried(): Script {
  const cachedData = getAssetKeys().includes(COMPILED)
    ? Buffer.from(getRawAsset(COMPILED) as ArrayBuffer)
    : undefined
  const script = new Script(getAsset(CODE, 'utf8'), { filename: CODE, cachedData })
  const run = script.runInThisContext() as (require: NodeJS.Require) => void
  run(createRequire(process.execPath))
  return script
}
