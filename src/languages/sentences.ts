import type { CHINESE } from './zh-CN.ts'

/**
 * Every sentence that a page can say, in English. What stands nowhere in a catalogue is no `Sentence`, so the type
 * checker finds what nobody has translated: in rules, in tables of labels, wherever a sentence begins.
 */
export type Sentence = keyof typeof CHINESE
