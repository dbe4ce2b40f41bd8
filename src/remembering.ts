/** How many answers are remembered: what lists and bills repeat is far less. */
const MOST = 2000

/** How many of what there is little of, such as time zones, each of which may have much to remember in turn. */
export const FEW = 50

/**
 * Remembers what a pure function made of a value: a page of a list repeats few days many times, a bill a million times.
 * What is made of two is remembered one within the other: of the first a few.
 *
 * @param make what it makes may be shared, so nobody may change it
 * @param most how many answers, before it begins anew
 */
export function remembering<Key, Made>(make: (key: Key) => Made, most = MOST): (key: Key) => Made {
  const known = new Map<Key, Made>()
  return (key) => {
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    const made = make(key)
    if (known.size === most) known.clear()
    known.set(key, made)
    return made
  }
}

/**
 * The same for objects: what was made of one is its own, for as long as there is that one. What keeps something for it
 * may be made so, too.
 */
export function rememberingOf<Key extends object, Made extends {}>(
  make: (key: Key) => Made,
): (key: Key) => Made {
  const known = new WeakMap<Key, Made>()
  return (key) => {
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    const made = make(key)
    known.set(key, made)
    return made
  }
}
