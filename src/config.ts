import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { Problem } from './errors.ts'

/** Everything that can be set from outside, checked. `.env.example` explains each. */
export interface Config {
  host: string
  port: number
  databaseFile: string
  /** Where people reach the console; its scheme decides whether cookies are Secure. */
  publicUrl: URL
  /** Addresses of the proxies whose X-Forwarded-* headers are believed; none by default. */
  trustProxy: string[]
  /** Signs cookies. 32 characters or more. */
  sessionSecret: string
  logLevel: string
  /** Where daily backups go, and how many are kept: none are made where that is 0. */
  backups: { folder: string; keep: number }
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']

/**
 * Reads the configuration from the environment, after `.env` in the working folder was read into it.
 * @throws Problem CONFIGURATION that names the setting and says what it takes
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const set = (name: string, otherwise: string): string => env[name]?.trim() || otherwise
  const { host, port, publicUrl } = readPlace(env)
  const databaseFile = readDatabaseFile(env)
  const trustProxy = set('TRUST_PROXY', '')
    .split(/[\s,]+/)
    .filter(Boolean)
  const proxy = trustProxy.find((address) => !isNetwork(address))
  if (proxy !== undefined) refuse('TRUST_PROXY', `must hold addresses or networks, and ${proxy} is none`)
  if (publicUrl.protocol === 'https:' && trustProxy.length === 0) {
    refuse('TRUST_PROXY', 'must name the proxy that PUBLIC_URL speaks https with, such as 127.0.0.1')
  }
  const logLevel = set('LOG_LEVEL', 'info')
  if (!LOG_LEVELS.includes(logLevel)) refuse('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`)
  const sessionSecret = set('SESSION_SECRET', '') || secretBeside(databaseFile)
  if (sessionSecret.length < 32) refuse('SESSION_SECRET', 'must have 32 characters or more')
  const backups = readBackups(databaseFile, set)
  return { host, port, databaseFile, publicUrl, trustProxy, sessionSecret, logLevel, backups }
}

function readBackups(databaseFile: string, set: (name: string, otherwise: string) => string) {
  const folder = set('BACKUP_FOLDER', join(dirname(databaseFile), 'backups'))
  const keep = set('BACKUP_KEEP', '7')
  if (!/^\d{1,4}$/.test(keep)) refuse('BACKUP_KEEP', 'must be a whole number from 0 to 9999')
  return { folder, keep: Number(keep) }
}

/** Where the console listens, and where people reach it; for commands that make links and need no secret. */
export function readPlace(env: NodeJS.ProcessEnv = process.env): Pick<Config, 'host' | 'port' | 'publicUrl'> {
  const host = env.HOST?.trim() || '127.0.0.1'
  if (!/^[\w.:%-]+$/.test(host)) refuse('HOST', 'must be an address or a name, such as 127.0.0.1')
  const port = portOf(env.PORT?.trim() || '3000')
  const own = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  return { host, port, publicUrl: publicUrlOf(env.PUBLIC_URL?.trim() || own) }
}

/** Where the database is; for commands that need nothing else, and are not to make a secret beside it. */
export function readDatabaseFile(env: NodeJS.ProcessEnv = process.env): string {
  const file = env.DATABASE_FILE?.trim() || 'data/scrip.db'
  return file === ':memory:' ? refuse('DATABASE_FILE', 'must be a file: what is in memory is lost') : file
}

/** Reads `.env` in the working folder, where there is one; what the environment already says wins. */
export function loadDotEnv(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

function portOf(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) refuse('PORT', 'must be a whole number from 0 to 65535')
  return port
}

function publicUrlOf(text: string): URL {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.href !== `${url.origin}/`) {
    refuse(
      'PUBLIC_URL',
      'must be an http or https address without a path, such as https://vouchers.example.com',
    )
  }
  return url
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const version = isIP(address)
  const longest = version === 4 ? 32 : 128
  return (
    version !== 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d+$/.test(bits) && Number(bits) <= longest))
  )
}

/** A secret that nobody set is made once and kept beside the database, readable by its owner alone. */
function secretBeside(databaseFile: string): string {
  const file = join(dirname(databaseFile), 'session.secret')
  if (existsSync(file)) return readFileSync(file, 'utf8').trim()
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const secret = randomBytes(32).toString('base64url')
  writeFileSync(file, `${secret}\n`, { mode: 0o600, flag: 'wx' })
  return secret
}

function refuse(name: string, reason: string): never {
  throw new Problem('CONFIGURATION', { name, reason })
}
