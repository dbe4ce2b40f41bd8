import { CommanderError } from 'commander'
import { failureOf } from '../database/failures.ts'
import { InvalidInput, inEnglish, Problem } from '../errors.ts'

/**
 * Ends a command that was refused or failed: says why on standard error, in one line or as the API would say it, and
 * sets the exit code: 1, or 2 where the command line was wrong, of which the parser has told already.
 */
export function fail(error: unknown, asJson: boolean): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  process.exitCode = 1
  process.stderr.write(asJson ? `${JSON.stringify(toJson(error))}\n` : `scrip: ${reasonOf(error)}\n`)
}

function reasonOf(error: unknown): string {
  if (error instanceof InvalidInput) {
    return error.errors.map(({ field, phrase }) => labelled(field, inEnglish(phrase))).join(' ')
  }
  return problemOf(error)?.message ?? messageOf(error)
}

function labelled(field: string, sentence: string): string {
  return field === '' ? sentence : `${optionOf(field)}: ${sentence}`
}

/** How a field of a form is given on the command line. */
function optionOf(field: string): string {
  if (field === 'password') return 'The password'
  return `--${field.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`
}

function toJson(error: unknown) {
  if (error instanceof InvalidInput) {
    return { errors: error.errors.map(({ field, phrase }) => ({ field, message: inEnglish(phrase) })) }
  }
  return { code: problemOf(error)?.code ?? 'UNEXPECTED', message: reasonOf(error) }
}

function problemOf(error: unknown): Problem | undefined {
  return error instanceof Problem ? error : failureOf(error)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
