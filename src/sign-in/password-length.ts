/** The shortest password, in characters (OWASP ASVS 5.0, 6.2.1 asks for 8 and recommends 15). */
export const SHORTEST_PASSWORD = 12
/** The longest one, in characters: far more than anyone types, and little to hash. */
export const LONGEST_PASSWORD = 200
