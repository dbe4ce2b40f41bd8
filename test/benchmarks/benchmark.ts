/** One line of the table: the same work done our way and the other way, in the same run. */
export interface Row {
  name: string
  /** What both figures count, such as "transactions/s" or "ms". */
  unit: string
  ours: number
  reference: number
  /** What ours has to be of the reference, or null where there is nothing to hold it to. */
  goal: Goal | null
}

/** How many times the reference: at least, where more is better, or at most. */
type Goal = { atLeast: number } | { atMost: number }

/** One file each, listed in run.ts. */
export interface Benchmark {
  /** What to call it by: `npm run bench -- NAME` runs it alone. */
  name: string
  /** What is measured against what, in a sentence. */
  title: string
  /** Measures in an empty folder on a disk, which is removed afterwards. */
  run(folder: string): Promise<Row[]>
}

/** How many times the reference ours is. */
export function ratioOf({ ours, reference }: Row): number {
  return ours / reference
}

/** Whether a row reaches its goal; one without a goal always does. */
export function isMet(row: Row): boolean {
  if (row.goal === null) return true
  return 'atLeast' in row.goal ? ratioOf(row) >= row.goal.atLeast : ratioOf(row) <= row.goal.atMost
}

/**
 * Measures two ways in turn, round by round, so that a slow moment of the machine hits both.
 * @param warmUp how many rounds go before those that count
 * @returns every figure of each over the rounds, in order of size
 */
export async function alternate(
  rounds: number,
  ways: { ours(): Promise<number>; reference(): Promise<number> },
  warmUp = 1,
): Promise<{ ours: number[]; reference: number[] }> {
  const measured = { ours: [] as number[], reference: [] as number[] }
  for (let round = 0; round < warmUp; round++) {
    await ways.ours()
    await ways.reference()
  }
  for (let round = 0; round < rounds; round++) {
    measured.ours.push(await ways.ours())
    measured.reference.push(await ways.reference())
  }
  const bySize = (a: number, b: number) => a - b
  return { ours: measured.ours.sort(bySize), reference: measured.reference.sort(bySize) }
}

/** The figure that a share of them does not exceed. @param figures in order of size @param share 0.5: the median */
export function percentile(figures: readonly number[], share: number): number {
  return figures[Math.min(figures.length - 1, Math.floor(figures.length * share))] ?? Number.NaN
}
