import { type Command, Option } from 'commander'
import { z } from 'zod'
import type { Db } from '../database/open.ts'
import { InvalidInput } from '../errors.ts'
import { listTokens, makeToken, revokeToken, SCOPES } from '../partners/api-tokens.ts'
import { choice, line, parse } from '../web/fields.ts'
import { english } from './english.ts'
import { onCurrentDatabase } from './on-database.ts'
import { withExamples, withJson } from './options.ts'
import { onBehalfOf, withPartner } from './partner-option.ts'
import { print, printColumns, tell } from './terminal.ts'

interface Options {
  partner?: string
  json?: boolean
}

/** Gives `scrip token` its help, its options and its work. */
export function define(command: Command): void {
  command.description('The tokens by which billing systems post charges and read lists.')
  withExamples(command, 'scrip token list', 'scrip token create --name billing --scope charges:write')

  const list = command
    .command('list')
    .summary('list the tokens')
    .description('List the tokens, newest first. The tokens themselves are kept nowhere. Changes nothing.')
  withExamples(withJson(withPartner(list)), 'scrip token list').action((options) =>
    onCurrentDatabase((db) => printTokens(db, options)),
  )

  const create = command
    .command('create')
    .summary('make a token')
    .description('Make a token and print it, once: it is kept nowhere.')
    .requiredOption('--name <name>', 'what uses it, such as a billing system')
    .addOption(new Option('--scope <scopes...>', 'what it may do').choices(SCOPES).makeOptionMandatory())
  withExamples(
    withJson(withPartner(create)),
    'scrip token create --name billing --scope charges:write',
    'scrip token create --name billing --scope charges:write read > token.txt',
  ).action((options) => onCurrentDatabase((db) => createToken(db, options)))

  const revoking = command
    .command('revoke')
    .summary('revoke a token')
    .description('Revoke a token: whoever shows it is refused from the next request on.')
    .argument('<id>', 'its id, as scrip token list shows it')
  withExamples(withJson(withPartner(revoking)), 'scrip token revoke 3').action((id, options) =>
    onCurrentDatabase((db) => revoke(db, id, options)),
  )
}

async function printTokens(db: Db, { partner, json }: Options): Promise<void> {
  const who = await onBehalfOf(db, partner)
  const records = (await listTokens(db, who.partner.id)).map((token) => ({
    id: token.id,
    name: token.name,
    scopes: token.scopes.split(' '),
    created_at: token.createdAt,
    last_used_at: token.lastUsedAt,
    revoked_at: token.revokedAt,
  }))
  tell(json, records, () => {
    const rows = records.map(({ id, name, scopes, last_used_at, revoked_at }) => [
      ...[String(id), name, scopes.join(' ')],
      ...[last_used_at ?? 'never', revoked_at ?? ''],
    ])
    printColumns([['id', 'name', 'scopes', 'last used', 'revoked'], ...rows])
  })
}

const tokenForm = z.object({ name: line(100), scope: z.array(choice(SCOPES)) })

async function createToken(
  db: Db,
  { partner, json, ...given }: Options & { name: string; scope: string[] },
): Promise<void> {
  const who = await onBehalfOf(db, partner)
  const { name, scope } = parse(tokenForm, given)
  const token = await makeToken(db, who.act, name, scope)
  tell(json, { name, scopes: scope, token }, () => print(token))
}

async function revoke(db: Db, text: string, { partner, json }: Options): Promise<void> {
  const who = await onBehalfOf(db, partner)
  const token = (await listTokens(db, who.partner.id)).find(({ id }) => String(id) === text)
  if (!token) {
    const sentence = english('No token of {partner} has the id {id}.', {
      partner: who.partner.name,
      id: text,
    })
    throw new InvalidInput([{ field: '', phrase: sentence }])
  }
  await revokeToken(db, who.act, token.id)
  tell(json, { id: token.id, revoked: true }, () => print(`Token ${token.id} is revoked.`))
}
