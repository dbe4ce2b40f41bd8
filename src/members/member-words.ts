import type { Format } from '../web/format.ts'
import type { listInvitations } from './invitations.ts'
import type { TeamMember } from './member-queries.ts'
import { roleLabel } from './role-words.ts'

type MemberInWords = ReturnType<typeof memberInWords>

/** A member as the list and their page show them. @param ownId the member who looks */
export function memberInWords(member: TeamMember, ownId: number, { t, at }: Format) {
  const { id, name, email, role, active, createdAt, twoStep, lastSeenAt } = member
  return {
    id,
    name: id === ownId ? t('{name} (you)', { name }) : name,
    email,
    role: roleLabel(role, t),
    status: active ? { word: 'active', label: t('Active') } : { word: 'inactive', label: t('Deactivated') },
    twoStep: twoStep ? t('On') : t('Off'),
    seen: lastSeenAt === null ? t('Not signed in') : at(lastSeenAt),
    joined: at(createdAt),
  }
}

/** What a member is, as the answers of their page. */
export function memberAnswers({ email, role, twoStep, seen, joined }: MemberInWords, { t }: Format) {
  return [
    { label: t('Email'), value: email },
    { label: t('Role'), value: role },
    { label: t('Two-step sign-in'), value: twoStep },
    { label: t('Last seen'), value: seen },
    { label: t('Joined'), value: joined },
  ]
}

/** An invitation that nobody has used yet, as the list shows it. */
export function invitationInWords(
  { id, name, role, createdByName, expiresAt }: Awaited<ReturnType<typeof listInvitations>>[number],
  { t, at }: Format,
) {
  return {
    id,
    name,
    role: role === null ? '' : roleLabel(role, t),
    by: createdByName ?? t('Scrip'),
    expires: at(expiresAt),
  }
}
