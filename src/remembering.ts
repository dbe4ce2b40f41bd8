/** How many answers are remembered: what lists and bills repeat is far less. */
const MOST = 2000

/**
 * Remembers what a pure function made of texts: a page of a list repeats few days many times, a bill a million times.
 * @param make what it makes may be shared, so nobody may change it
 */
export function remembering<Texts extends string[], Made>(
  make: (...texts: Texts) => Made,
): (...texts: Texts) => Made {
  const known = new Map<string, Made>()
  return (...texts) => {
    const key = texts.join('\n')
    const remembered = known.get(key)
    if (remembered !== undefined) return remembered
    const made = make(...texts)
    if (known.size === MOST) known.clear()
    known.set(key, made)
    return made
  }
}
