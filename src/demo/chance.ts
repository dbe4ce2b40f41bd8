/** Randomness that is the same at every start, so that the sample looks the same whenever it is shown. */
export interface Chance {
  /** A whole number from 0 to one less than `limit`. */
  below(limit: number): number
  bytes(count: number): Uint8Array
  /** So many different members of a list, in no order. All of them, where there are fewer. */
  some<T>(list: readonly T[], count: number): T[]
}

/** Makes a source of repeatable randomness (the generator known as mulberry32). Not for secrets. */
export function chanceFrom(seed: number): Chance {
  let state = seed
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
  return {
    below,
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256)),
    some(list, count) {
      const left = [...list]
      return Array.from({ length: Math.min(count, left.length) }, () =>
        left.splice(below(left.length), 1),
      ).flat()
    },
  }
}
