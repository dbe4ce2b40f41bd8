import type { Generated, GeneratedAlways } from 'kysely'
import type { Flag } from './flag.ts'

/** Who signs in, how, and what they did. */
export interface MemberTables {
  members: MembersTable
  recoveryCodes: RecoveryCodesTable
  invitations: InvitationsTable
  setupLinks: SetupLinksTable
  sessions: SessionsTable
  signInAttempts: SignInAttemptsTable
  drafts: DraftsTable
  auditEvents: AuditEventsTable
}

interface MembersTable {
  id: Generated<number>
  partnerId: number
  name: string
  email: string
  passwordHash: string
  role: 'owner' | 'issuer' | 'reviewer' | 'viewer'
  createdAt: string
  active: Generated<Flag>
  twoStepSecret: string | null
  twoStepCounter: number | null
  language: string | null
}

interface RecoveryCodesTable {
  memberId: number
  codeHash: string
  usedAt: string | null
}

interface InvitationsTable {
  id: Generated<number>
  partnerId: number
  kind: 'invitation' | 'reset'
  tokenHash: string
  name: string
  role: 'owner' | 'issuer' | 'reviewer' | 'viewer' | null
  memberId: number | null
  createdBy: number | null
  createdAt: string
  expiresAt: string
  usedAt: string | null
  revokedAt: string | null
}

interface SetupLinksTable {
  tokenHash: string
  expiresAt: string
}

interface SessionsTable {
  idHash: string
  memberId: number
  address: string
  userAgent: string
  createdAt: string
  lastSeenAt: string
  awaitsCode: Generated<Flag>
}

interface SignInAttemptsTable {
  subject: string
  failures: number
  blockedUntilAt: string
}

interface DraftsTable {
  id: string
  memberId: number
  kind: string
  content: string
  createdAt: string
  resultPath: string | null
}

interface AuditEventsTable {
  id: Generated<number>
  partnerId: number
  memberId: number | null
  address: string
  action: string
  subject: string
  before: string | null
  after: string | null
  at: string
  actor: GeneratedAlways<'member' | 'scrip' | 'command_line' | 'token' | 'nobody'>
}
