import { CommanderError } from 'commander'
import { failureOf } from '../database/failures.ts'
import { type FieldError, InvalidInput, inEnglish, type Phrase, Problem } from '../errors.ts'
import { inWords } from './system-failures.ts'

/** Thrown where Ctrl-C ended the work in good order. */
export class Stopped extends Error {
  constructor() {
    super('stopped. Nothing is left half done.')
  }
}

/** What a shell says of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const STOPPED = 130

/**
 * Ends a command that was refused or failed: says why on standard error, in one line or as the API would say it, and
 * sets the exit code: 1; 2 where the command line was wrong, of which the parser may have told already, or what an
 * option says was refused; 130 after Ctrl-C.
 */
export function fail(error: unknown, asJson: boolean): void {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2
    return
  }
  // Whoever reads what is printed may have read enough, as `| head` has.
  if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return
  process.exitCode = codeToEndWith(error)
  process.stderr.write(asJson ? `${JSON.stringify(toJson(error))}\n` : `scrip: ${reasonOf(error)}\n`)
}

function codeToEndWith(error: unknown): number {
  if (error instanceof Stopped) return STOPPED
  return error instanceof InvalidInput && error.errors.some(isOfOption) ? 2 : 1
}

function isOfOption({ field, line }: FieldError): boolean {
  return field !== '' && line === undefined && FROM_FILES[field] === undefined
}

function reasonOf(error: unknown): string {
  if (error instanceof InvalidInput) {
    return error.errors.map(labelled).join(' ')
  }
  return problemOf(error)?.message ?? inWords(error) ?? messageOf(error)
}

function labelled({ field, line, phrase }: FieldError): string {
  const sentence = withoutPage(phrase)
  if (line !== undefined) return `Line ${line}${field === 'file' ? '' : `, ${field}`}: ${sentence}`
  return field === '' ? sentence : `${optionOf(field)}: ${sentence}`
}

/** A phrase for somebody who sees no page, and so not what there is to choose from. */
function withoutPage(phrase: Phrase): string {
  const { options } = phrase.values
  return options === undefined ? inEnglish(phrase) : `Choose one of ${options}.`
}

/** What is no option: it is read from a file. */
const FROM_FILES: Record<string, string> = {
  password: 'The password, the first line of standard input',
  file: 'The file',
}

/** How a field of a form is given on the command line. */
function optionOf(field: string): string {
  const name = FROM_FILES[field]
  if (name !== undefined) return name
  return `--${field.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`
}

function toJson(error: unknown) {
  if (error instanceof InvalidInput) {
    return {
      errors: error.errors.map(({ field, line, phrase }) => ({ field, line, message: withoutPage(phrase) })),
    }
  }
  return { code: codeOf(error), message: reasonOf(error) }
}

function codeOf(error: unknown): string {
  return error instanceof Stopped ? 'STOPPED' : (problemOf(error)?.code ?? 'UNEXPECTED')
}

function problemOf(error: unknown): Problem | undefined {
  return error instanceof Problem ? error : failureOf(error)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
