import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { Problem } from './errors.ts'
import type { CertificateFiles } from './web/tls.ts'

/** Everything that can be set from outside, checked. `.env.example` explains each. */
export interface Config {
  host: string
  port: number
  databaseFile: string
  /** Where people reach the console; its scheme decides whether cookies are Secure. */
  publicUrl: URL
  /** Addresses of the proxies whose X-Forwarded-* headers are believed; none by default. */
  trustProxy: string[]
  /** Our own certificate. Without one we speak plain http, and the proxy before us https. */
  tls?: CertificateFiles | undefined
  /** Where Prometheus finds the metrics; none are kept without. */
  metrics?: { host: string; port: number } | undefined
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
  const place = readPlace(env)
  const databaseFile = readDatabaseFile(env)
  const trustProxy = set('TRUST_PROXY', '')
    .split(/[\s,]+/)
    .filter(Boolean)
  const proxy = trustProxy.find((address) => !isNetwork(address))
  if (proxy !== undefined) refuse('TRUST_PROXY', `must hold addresses or networks, and ${proxy} is none`)
  const plainHttp = set('ALLOW_PLAIN_HTTP', 'no')
  if (!/^(yes|no)$/.test(plainHttp)) refuse('ALLOW_PLAIN_HTTP', 'must be yes or no')
  if (place.publicUrl.protocol === 'https:') requireCertificate(place, trustProxy)
  else if (plainHttp === 'no') requireThisMachineAlone(place)
  const logLevel = set('LOG_LEVEL', 'info')
  if (!LOG_LEVELS.includes(logLevel)) refuse('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`)
  const sessionSecret = set('SESSION_SECRET', '') || secretBeside(databaseFile)
  if (sessionSecret.length < 32) refuse('SESSION_SECRET', 'must have 32 characters or more')
  const metrics = metricsOf(set('METRICS_HOST', '127.0.0.1'), set('METRICS_PORT', ''))
  if (metrics && plainHttp === 'no') requireMetricsHere(metrics.host)
  const backups = readBackups(databaseFile, set)
  return { ...place, databaseFile, trustProxy, metrics, sessionSecret, logLevel, backups }
}

function readBackups(databaseFile: string, set: (name: string, otherwise: string) => string) {
  const folder = set('BACKUP_FOLDER', join(dirname(databaseFile), 'backups'))
  const keep = set('BACKUP_KEEP', '7')
  if (!/^\d{1,4}$/.test(keep)) refuse('BACKUP_KEEP', 'must be a whole number from 0 to 9999')
  return { folder, keep: Number(keep) }
}

type Place = Pick<Config, 'host' | 'port' | 'publicUrl' | 'tls'>

/** Where the console listens, and where people reach it; for commands that make links and need no secret. */
export function readPlace(env: NodeJS.ProcessEnv = process.env): Place {
  const host = hostOf('HOST', env.HOST?.trim() || '127.0.0.1')
  const port = portOf('PORT', env.PORT?.trim() || '3000')
  const tls = certificateOf(env.TLS_CERT_FILE?.trim(), env.TLS_KEY_FILE?.trim())
  const own = `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`
  const publicUrl = publicUrlOf(env.PUBLIC_URL?.trim() || own)
  if (tls && publicUrl.protocol === 'http:')
    refuse('PUBLIC_URL', 'must begin with https, as TLS_CERT_FILE is set')
  return { host, port, tls, publicUrl }
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

function hostOf(name: string, text: string): string {
  return /^[\w.:%-]+$/.test(text) ? text : refuse(name, 'must be an address or a name, such as 127.0.0.1')
}

function metricsOf(host: string, port: string): Config['metrics'] {
  const place = { host: hostOf('METRICS_HOST', host), port: portOf('METRICS_PORT', port || '0') }
  return port === '' ? undefined : place
}

function portOf(name: string, text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65535) refuse(name, 'must be a whole number from 0 to 65535')
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

function certificateOf(certFile = '', keyFile = ''): CertificateFiles | undefined {
  if (certFile === '' && keyFile === '') return undefined
  if (certFile === '') refuse('TLS_CERT_FILE', 'must be set, too, where TLS_KEY_FILE is')
  if (keyFile === '') refuse('TLS_KEY_FILE', 'must be set, too, where TLS_CERT_FILE is')
  return { certFile, keyFile }
}

/** Somebody must speak the https that is promised: we ourselves, or a proxy that we know. */
function requireCertificate({ tls }: Place, trustProxy: readonly string[]): void {
  if (tls || trustProxy.length > 0) return
  refuse(
    'TRUST_PROXY',
    'must name the proxy that PUBLIC_URL speaks https with, such as 127.0.0.1; without a proxy, set TLS_CERT_FILE and TLS_KEY_FILE',
  )
}

/** Passwords and sessions go over no network in plain text, unless somebody says that this one is safe. */
function requireThisMachineAlone({ host, publicUrl }: Place): void {
  const name = isLoopback(host) ? 'PUBLIC_URL' : 'HOST'
  if (name === 'PUBLIC_URL' && isLoopback(publicUrl.hostname)) return
  refuse(
    name,
    'leads other machines here by plain http, passwords included. Set TLS_CERT_FILE and TLS_KEY_FILE; ' +
      'or, behind a proxy, PUBLIC_URL with https and TRUST_PROXY; ' +
      'or ALLOW_PLAIN_HTTP=yes, where nobody can listen in',
  )
}

function requireMetricsHere(host: string): void {
  if (isLoopback(host)) return
  refuse(
    'METRICS_HOST',
    'lets other machines read the metrics by plain http. Let it be 127.0.0.1, with a proxy on this machine for the ' +
      'others; or set ALLOW_PLAIN_HTTP=yes, where nobody can listen in',
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || (isIP(host) === 4 && host.startsWith('127.')) || /^\[?::1\]?$/.test(host)
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
