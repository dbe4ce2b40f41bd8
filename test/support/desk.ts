import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { Test } from 'tap'
import { buildApp } from '../../src/app.ts'
import type { Config } from '../../src/config.ts'
import { migrate } from '../../src/database/migrate.ts'
import { type Db, openDatabase } from '../../src/database/open.ts'
import { findMember } from '../../src/members/members.ts'
import type { Role } from '../../src/members/roles.ts'
import { setUp } from '../../src/partners/set-up.ts'
import { later } from '../../src/time/instant.ts'
import { BOUNDS, type Bounds } from '../../src/web/bounds.ts'
import { type Browser, openBrowser } from './browser.ts'

/** The password of everyone at a desk: hashing is slow on purpose, so it is hashed once. */
export const PASSWORD = 'correct horse battery'

/** When every desk opens: a day in the partner's time zone, which is UTC. */
const OPENED_AT = '2026-11-23T09:00:00.000Z'

/** What a proxy says of a request that came by https. */
export const BY_HTTPS = { 'x-forwarded-proto': 'https' }

/** A running console over a database file of its own, with one partner and its owner. */
export interface Desk {
  app: FastifyInstance
  db: Db
  /** What the console takes for the time; a test sets it, or lets it pass. */
  clock: { now: string; pass(seconds: number): void }
  partnerId: number
  owner: { id: number; email: string }
  /** The owner's browser, signed in. */
  browser: Browser
  /** A browser in which nobody is signed in. @param address where its requests come from */
  stranger(address?: string): Browser
  /** Adds a member and signs them in. @returns their browser, their id and their email */
  addMember(role: Role, partnerId?: number): Promise<{ id: number; email: string; browser: Browser }>
  /** Adds another partner, with an owner who is signed in. */
  addPartner(): Promise<{ partnerId: number; id: number; email: string; browser: Browser }>
}

/** What a desk may have otherwise. */
interface Opening {
  currency?: string
  timeZone?: string
  /** How much is let in, and how long it is waited for, where it is other than what people have. */
  bounds?: Partial<Bounds>
  /** Reached by https, as behind a proxy that says so. */
  https?: boolean
  /** Adds routes of the test's own to the console. */
  routes?(app: FastifyInstance): void
}

/** Reached by https, by way of a proxy on this machine. */
const BY_PROXY = { publicUrl: new URL('https://scrip.example'), trustProxy: ['127.0.0.1'] }

/** Opens a desk; it closes when the test ends. */
export async function openDesk(t: Test, opening: Opening = {}): Promise<Desk> {
  const { currency = 'USD', timeZone = 'UTC', https = false, bounds, routes } = opening
  const { app, db, clock } = await openApp(t, bounds, https ? BY_PROXY : {})
  routes?.(app)
  const email = 'ada@northwind.example'
  const input = { partnerName: 'Northwind', currency, timeZone, name: 'Ada', email, password: PASSWORD }
  const ownerId = await setUp(db, input, 'test', clock.now)
  const owner = await findMember(db, ownerId)
  if (!owner) throw new Error('The owner is gone')
  let added = 0

  const stranger = (address?: string) => openBrowser(app, address, https ? BY_HTTPS : {})
  const signedIn = async (as: string) => {
    const browser = stranger()
    await browser.signIn(as, PASSWORD)
    return browser
  }
  const addMember: Desk['addMember'] = async (role, partnerId = owner.partnerId) => {
    const member = { name: `${role} ${++added}`, email: `${role}${added}@members.example`, role, partnerId }
    const { id } = await db
      .insertInto('members')
      .values({ ...member, passwordHash: owner.passwordHash, createdAt: clock.now })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { id, email: member.email, browser: await signedIn(member.email) }
  }
  const addPartner: Desk['addPartner'] = async () => {
    const { id: partnerId } = await db
      .insertInto('partners')
      .values({ name: `Contoso ${++added}`, currency, timeZone, createdAt: clock.now })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { partnerId, ...(await addMember('owner', partnerId)) }
  }
  const browser = await signedIn(email)
  const { partnerId } = owner
  return {
    app,
    db,
    clock,
    partnerId,
    owner: { id: ownerId, email },
    browser,
    stranger,
    addMember,
    addPartner,
  }
}

/** Opens a console over a fresh, migrated database file in which nobody has an account yet. */
export async function openApp(
  t: Test,
  bounds: Partial<Bounds> = {},
  settings: Partial<Config> = {},
): Promise<Pick<Desk, 'app' | 'db' | 'clock'>> {
  const clock = {
    now: OPENED_AT,
    pass(seconds: number) {
      clock.now = later(clock.now, seconds)
    },
  }
  const databaseFile = join(t.testdir(), 'scrip.db')
  const db = openDatabase(databaseFile)
  await migrate(db)
  const app = await buildApp({
    config: {
      databaseFile,
      publicUrl: new URL('http://127.0.0.1:3000'),
      trustProxy: [],
      sessionSecret: 'a secret for tests alone, of length',
      logLevel: 'silent',
      ...settings,
    },
    db,
    now: () => clock.now,
    bounds: { ...BOUNDS, ...bounds },
  })
  t.teardown(async () => {
    await app.close()
    await db.destroy()
  })
  return { app, db, clock }
}
