/** One line of the table: the same work done our way and the other way, in the same run. */
export interface Row {
  name: string
  /** What both figures count, such as "transactions/s". More is better. */
  unit: string
  ours: number
  reference: number
  /** How many times the reference ours has to be, or null where there is nothing to hold it to. */
  goal: number | null
}

/** One file each, listed in run.ts. */
export interface Benchmark {
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
  return row.goal === null || ratioOf(row) >= row.goal
}

/**
 * Measures two ways in turn, round by round, so that a slow moment of the machine hits both.
 * @returns the median of each over the rounds, after one round of each to warm up
 */
export async function alternate(
  rounds: number,
  ways: { ours(): Promise<number>; reference(): Promise<number> },
): Promise<{ ours: number; reference: number }> {
  const measured = { ours: [] as number[], reference: [] as number[] }
  await ways.ours()
  await ways.reference()
  for (let round = 0; round < rounds; round++) {
    measured.ours.push(await ways.ours())
    measured.reference.push(await ways.reference())
  }
  return { ours: median(measured.ours), reference: median(measured.reference) }
}

function median(figures: number[]): number {
  const sorted = figures.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
