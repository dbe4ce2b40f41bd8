import { z } from 'zod'
import { field } from '../web/fields.ts'
import { filledIn } from './sign-in-form.ts'

export const CODE_LABELS = { code: 'Code' } as const

/** The one field of every page that asks for a code. */
export const codeForm = z.object({ code: field(filledIn) })
