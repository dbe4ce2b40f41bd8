import type { Command } from 'commander'

/** Gives a command what a script needs to read its result. */
export function withJson(command: Command): Command {
  return command.option('--json', 'print one JSON value, for a script to read')
}

/** Ends the help of a command with examples that can be typed as they stand. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  const title = examples.length === 1 ? 'Example' : 'Examples'
  return command.addHelpText('after', `\n${title}:\n${examples.map((line) => `  ${line}`).join('\n')}`)
}
