/** A yes (1) or no (0): the database has no other word for it. */
export type Flag = 0 | 1
