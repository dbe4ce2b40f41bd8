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

/** What was measured of two ways, each in order of size. */
export type Figures = Record<'ours' | 'reference', number[]>

/**
 * Measures several ways in turn, round by round, so that a slow moment of the machine hits all.
 * @param ways each measures its way once
 * @param warmUp how many rounds go before those that count
 * @returns every figure of each over the rounds, in order of size
 */
export async function alternate<Way extends string>(
  rounds: number,
  ways: Record<Way, () => Promise<number>>,
  warmUp = 1,
): Promise<Record<Way, number[]>> {
  // Or this process collects its garbage in the middle of an answer, and counts that as the answer's time.
  globalThis.gc?.({ type: 'minor' })
  const names = Object.keys(ways) as Way[]
  const measured = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Way, number[]>
  for (let round = -warmUp; round < rounds; round++) {
    for (const name of names) {
      const figure = await ways[name]()
      if (round >= 0) measured[name].push(figure)
    }
  }
  for (const name of names) measured[name].sort(bySize)
  return measured
}

/** How often a server is started anew. */
const STARTS = 3

/**
 * Measures servers that are started for it, several times. How the code of a process lies in the memory, and what the
 * machine compiles of it, is chance: of six that were tried one answered a tenth slower for as long as it ran.
 *
 * @param measure starts the servers, measures and ends them
 * @returns what it measured at each start
 */
export async function atEachStart<T>(measure: () => Promise<T>): Promise<T[]> {
  const measured: T[] = []
  for (let start = 0; start < STARTS; start++) measured.push(await measure())
  return measured
}

/** The figures of several starts as if they were of one. */
export function together(starts: readonly Figures[]): Figures {
  return {
    ours: starts.flatMap(({ ours }) => ours).sort(bySize),
    reference: starts.flatMap(({ reference }) => reference).sort(bySize),
  }
}

/** For sorting: from small to large. */
export function bySize(a: number, b: number): number {
  return a - b
}

/** What stands in the middle of the figures of each. */
export function medians({ ours, reference }: Figures): Pick<Row, 'ours' | 'reference'> {
  return { ours: percentile(ours, 0.5), reference: percentile(reference, 0.5) }
}

/** The figure that a share of them does not exceed. @param figures in order of size @param share 0.5: the median */
export function percentile(figures: readonly number[], share: number): number {
  return figures[Math.min(figures.length - 1, Math.floor(figures.length * share))] ?? Number.NaN
}
