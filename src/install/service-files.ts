import { relative } from 'node:path'
import { BOUNDS } from '../web/bounds.ts'

/** A machine on which Scrip is to run as a service, behind a proxy that speaks https. */
export interface Installation {
  /** The host name that people open. */
  host: string
  /** Where the data is kept. */
  folder: string
  user: string
  /** Where the console listens, on this machine alone. */
  port: number
  /** The program and what it is given before `serve`; each from the root on. */
  program: readonly string[]
}

/** The address of the console, as its proxy reaches it. */
const LOOPBACK = '127.0.0.1'

/** What is left for closing the database after the requests had their time, in seconds. */
const CLOSING_SECONDS = 10

/**
 * A systemd unit: it starts Scrip as a user of its own who can write into its folder and nowhere else, again after a
 * failure. `MemoryDenyWriteExecute` cannot be: Node compiles while it runs (systemd.exec(5), systemd.service(5)).
 */
export function toUnit({ host, folder, user, port, program }: Installation): string {
  return `# /etc/systemd/system/scrip.service
# Once: sudo useradd --system --home-dir ${folder} --shell /usr/sbin/nologin ${user}
${isBelowState(folder) ? '' : `# And: sudo install -d -m 700 -o ${user} '${folder}'\n`}# Then: sudo systemctl daemon-reload && sudo systemctl enable --now scrip
# The link that makes the first account: journalctl --unit scrip
[Unit]
Description=Scrip, a voucher desk
Documentation=https://${host}
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=${[...program, 'serve'].map(quoted).join(' ')}
Restart=on-failure
RestartSec=5
# Requests that run have ${BOUNDS.finishMs / 1000} seconds; then the database is closed.
TimeoutStopSec=${BOUNDS.finishMs / 1000 + CLOSING_SECONDS}
KillMode=mixed

User=${user}
${folderOf(folder)}
WorkingDirectory=${escaped(folder)}
Environment=HOST=${LOOPBACK} PORT=${port}
Environment=PUBLIC_URL=https://${host} TRUST_PROXY=${LOOPBACK}
Environment=${quoted(`DATABASE_FILE=${folder}/scrip.db`)}
# Other settings, where there are any; see README.
EnvironmentFile=-/etc/scrip.env
UMask=0077

NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target`
}

/**
 * A Caddyfile: Caddy fetches the certificate, leads http to https, and says in X-Forwarded-For and X-Forwarded-Proto
 * who asked and how; TRUST_PROXY in the unit has Scrip believe it.
 */
export function toCaddyfile({ host, port }: Installation): string {
  return `# /etc/caddy/Caddyfile
${host} {
	reverse_proxy ${LOOPBACK}:${port}
}`
}

/** What makes the folder, or lets it be written to: systemd makes those below /var/lib and hands them to the user. */
function folderOf(folder: string): string {
  return isBelowState(folder)
    ? `StateDirectory=${quoted(relative(STATE, folder))}\nStateDirectoryMode=0700`
    : `ReadWritePaths=${quoted(folder)}`
}

const STATE = '/var/lib'

function isBelowState(folder: string): boolean {
  return folder.startsWith(`${STATE}/`) && relative(STATE, folder) !== ''
}

/** A word of a unit, as it stands: systemd would take % for one of its own, and a space for the word's end. */
function quoted(word: string): string {
  const text = escaped(word)
  return /[\s';]/.test(text) ? `"${text}"` : text
}

function escaped(text: string): string {
  return text.replaceAll('%', '%%')
}
