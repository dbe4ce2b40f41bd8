/**
 * Hears how far long work is: how much of it is done, and of how much, where that is known. What it throws ends the
 * work in good order, as any failure does; so Ctrl-C ends it.
 */
export type Progress = (done: number, of?: number) => void
