/** A bar chart, ready to be drawn. All numbers are in the units of its view box. */
interface Chart {
  width: number
  height: number
  /** Where nothing is: bars stand on it, and what is below nothing hangs from it. */
  baseline: number
  /** The line of the largest amount, and what it says; `null` where there is none. */
  top: { y: number; labelY: number; label: string } | null
  bars: Bar[]
}

interface Bar {
  x: number
  y: number
  width: number
  height: number
  /** Where its name stands, in the middle below it. */
  labelX: number
  labelY: number
  label: string
  /** What it says to whoever points at it. */
  title: string
  /** The last one is still growing. */
  growing: boolean
}

/** What a bar stands for. */
interface Value {
  label: string
  title: string
  minor: bigint
}

const WIDTH = 528
/** How much of its slot a bar takes, and how wide it is at most. */
const BAR_SHARE = 6 / 11
const WIDEST_BAR = 48
const TOP = 22
const PLOT = 128
const LABELS = 24
/** An amount that is more than nothing is seen. */
const LEAST = 1.5

/**
 * Lays out a bar for each value, side by side.
 * @param values oldest first; the last one is of a month that is not over
 * @param inWords writes the amount at the top line
 */
export function usageChart(values: readonly Value[], inWords: (minor: bigint) => string): Chart {
  const highest = largest(values.map(({ minor }) => minor))
  const lowest = largest(values.map(({ minor }) => -minor))
  const slot = WIDTH / values.length
  const bar = rounded(Math.min(WIDEST_BAR, slot * BAR_SHARE))
  const scale = PLOT / Math.max(1, Number(highest + lowest))
  const baseline = rounded(TOP + Number(highest) * scale)
  return {
    width: WIDTH,
    height: TOP + PLOT + LABELS,
    baseline,
    top: highest > 0n ? { y: TOP, labelY: TOP - 6, label: inWords(highest) } : null,
    bars: values.map(({ label, title, minor }, index) => {
      const height = minor === 0n ? 0 : Math.max(LEAST, rounded(Math.abs(Number(minor)) * scale))
      return {
        x: rounded(slot * index + (slot - bar) / 2),
        y: minor > 0n ? rounded(baseline - height) : baseline,
        width: bar,
        height,
        labelX: rounded(slot * (index + 0.5)),
        labelY: TOP + PLOT + LABELS - 7,
        label,
        title,
        growing: index === values.length - 1,
      }
    }),
  }
}

function largest(amounts: readonly bigint[]): bigint {
  return amounts.reduce((most, amount) => (amount > most ? amount : most), 0n)
}

function rounded(units: number): number {
  return Math.round(units * 10) / 10
}
