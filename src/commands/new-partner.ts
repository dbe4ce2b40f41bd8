import { type Command, Option } from 'commander'
import { InvalidInput, type Phrase } from '../errors.ts'
import type { NewPartner } from '../partners/create-partner.ts'
import { setUpForm } from '../partners/set-up-form.ts'
import { parse } from '../web/fields.ts'
import { english } from './english.ts'
import { readPassword } from './read-password.ts'

/** Gives a command the options of a partner and its first owner. */
export function withNewPartner(command: Command): Command {
  return command
    .addOption(new Option('--partner-name <name>', 'the name of the business').makeOptionMandatory())
    .addOption(new Option('--currency <code>', 'ISO 4217 code').default('USD'))
    .addOption(new Option('--time-zone <name>', 'IANA name').default('UTC'))
    .addOption(new Option('--name <name>', "the owner's name").makeOptionMandatory())
    .addOption(new Option('--email <email>', "the owner's email").makeOptionMandatory())
}

/** A page shows these lists, which are too long for a line. */
const LISTED: Record<string, Phrase> = {
  currency: english('Write the code of a currency in ISO 4217, such as EUR.'),
  timeZone: english('Write the IANA name of a time zone, such as Europe/Berlin.'),
}

/** Reads what the options say, and the password. @throws InvalidInput with all that is wrong; Stopped at Ctrl-C */
export async function readNewPartner(options: Record<string, unknown>): Promise<NewPartner> {
  const { json: _, ...given } = options
  const password = await readPassword()
  try {
    return parse(setUpForm, { ...given, password })
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    throw new InvalidInput(error.errors.map((one) => ({ ...one, phrase: LISTED[one.field] ?? one.phrase })))
  }
}
