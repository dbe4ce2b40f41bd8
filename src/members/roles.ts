/** What a member is, and with it what they may do. */
export const ROLES = ['owner', 'issuer', 'reviewer', 'viewer'] as const
export type Role = (typeof ROLES)[number]

/** What a route needs of whoever asks: nothing, a sign-in, a power that a role gives, or a machine's token. */
export type Need = 'nobody' | 'token' | 'read' | 'issue' | 'review' | 'own'

const POWERS: Record<Role, readonly Need[]> = {
  owner: ['read', 'issue', 'review', 'own'],
  issuer: ['read', 'issue'],
  reviewer: ['read', 'review'],
  viewer: ['read'],
}

/** Whether a role may do what a route needs. */
export function allows(role: Role, need: Need): boolean {
  return need === 'nobody' || POWERS[role].includes(need)
}
