import type { FastifyInstance } from 'fastify'
import type { Db } from '../database/open.ts'
import { phrase } from '../errors.ts'
import type { Sentence } from '../languages/sentences.ts'
import { signedIn } from '../partners/signed-in.ts'
import { leaveFlash } from '../web/flash.ts'
import { idOf, paths } from '../web/paths.ts'
import { page, redirect } from '../web/views.ts'
import { deactivateMember, removeTwoStep } from './member-changes.ts'
import { findTeamMember } from './member-queries.ts'

/** What takes something away from a member: a page says what it is, and a Confirm does it. */
interface MemberAct {
  /** The noun in the path: /members/:id/noun. */
  noun: string
  action: (id: number) => string
  change: typeof deactivateMember
  /** With the place {name}. */
  title: Sentence
  says: Sentence[]
  /** With the place {name}. */
  done: Sentence
}

const ACTS: MemberAct[] = [
  {
    noun: 'deactivation',
    action: paths.memberDeactivation,
    change: deactivateMember,
    title: 'Deactivate {name}',
    says: [
      'They are signed out everywhere at once and cannot sign in until an owner activates them again.',
      'Links for them to choose a new password stop working, and so do the invitations and password links that they made for others.',
      'What they did stays, with their name. API tokens and statement links that they made go on working: revoke those yourself.',
    ],
    done: '{name} is deactivated and signed out everywhere.',
  },
  {
    noun: 'two-step-removal',
    action: paths.memberTwoStepRemoval,
    change: removeTwoStep,
    title: 'Turn off two-step sign-in of {name}',
    says: [
      'This is for somebody who has lost the phone and the recovery codes. Make sure that it is they who ask.',
      'They are signed out everywhere, and their password alone signs them in until they set up a phone again.',
      'Their recovery codes stop working, too.',
    ],
    done: 'Two-step sign-in of {name} is off.',
  },
]

interface ById {
  Params: { id: string }
}

/** Deactivating a member and turning off their second step, each with its own page to confirm it. */
export function memberActRoutes(app: FastifyInstance, db: Db): void {
  for (const { noun, action, change, title, says, done } of ACTS) {
    const path = `/members/:id/${noun}`

    app.get<ById>(path, { config: { needs: 'own' } }, async (request, reply) => {
      const { partner, act, format } = signedIn(request)
      const { t } = format
      const { id, name } = await findTeamMember(db, partner.id, idOf(request.params.id), act.at)
      return page(reply, 'members/confirm', {
        title: t(title, { name }),
        says: says.map((sentence) => t(sentence)),
        action: action(id),
        back: paths.member(id),
        button: t('Confirm'),
        buttonClass: 'danger',
      })
    })

    app.post<ById>(path, { config: { needs: 'own' } }, async (request, reply) => {
      const { partner, act } = signedIn(request)
      const { id, name } = await findTeamMember(db, partner.id, idOf(request.params.id), act.at)
      await change(db, act, id)
      leaveFlash(reply, phrase(done, { name }))
      return redirect(reply, paths.member(id))
    })
  }
}
