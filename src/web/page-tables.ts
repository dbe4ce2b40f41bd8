/** A column of a table, as its view says it. */
interface Column {
  head: string
  /** The head of what stands under the first thing in each cell. */
  under?: string
  /** Whether the head is for those who listen alone. */
  isUnseen?: boolean
  /** What a card calls the cell, where that is not the head. */
  label?: string
  /** Of what kind its cells are: words of KINDS. */
  kind?: string
  /** How wide it is where there is room: the stylesheet's word. */
  width?: string
}

/** What is left of `condition && column` where the condition does not hold. */
type Falsy = false | undefined | null | '' | 0

/** A table's class, and its columns for the head. */
interface Table {
  name: string
  columns: Column[]
}

/** What the stylesheet asks of a cell (its custom properties), by kind. What is not said is as in any cell. */
const KINDS: Record<string, string> = {
  number: '--align:end;--wrap:nowrap',
  code: '--face:var(--code);--size:.93em;--wrap:nowrap',
  coded: '--face:var(--code);--size:.93em;--leading:1.505;--under-size:calc(1em/.93)',
  nowrap: '--roomy-wrap:nowrap',
  email: '--break:anywhere',
  main: '--weight:600',
  tick: '--on-paper:none',
  operations: '--on-paper:none',
  // Where a row has two lines.
  upper: '--line:1',
  lower: '--line:2',
  standing: '--line:2;--column:number',
  // Where a row is a card.
  title: '--card-line:1;--card-column:1/-1;--card-size:.95rem;--card-weight:600;--card-indent:1.75rem',
  text: '--card-column:1/-1',
}

/**
 * The tables of one page. What holds for a whole column, its label on a card among it, is said once in a rule and
 * not at each of its cells: half of a long list would be that.
 */
export class PageTables {
  readonly #rules: string[] = []
  #count = 0

  /** Takes in a table. @param said its columns from left to right; a condition that did not hold is none */
  add(said: readonly (Column | Falsy)[]): Table {
    const table = { name: `t${++this.#count}`, columns: said.filter(Boolean) as Column[] }
    table.columns.forEach((column, index) => {
      this.#rules.push(`.${table.name} tr>:nth-child(${index + 1}){${declarationsOf(column)}}`)
    })
    return table
  }

  /** The rules of all tables so far, for a `style` element. */
  get style(): string {
    return this.#rules.join('')
  }
}

function declarationsOf({ head, isUnseen = false, label = head, kind }: Column): string {
  const kinds = kind?.split(' ') ?? []
  const isLabelled = !isUnseen && !kinds.includes('title')
  return [...(isLabelled ? [`--label:${quoted(label)}`] : []), ...kinds.map(asked)].join(';')
}

function asked(kind: string): string {
  const properties = KINDS[kind]
  if (properties === undefined) throw new Error(`There is no kind of column called "${kind}"`)
  return properties
}

/** A text as CSS writes it, which ends neither its string nor the `style` element around it. */
function quoted(text: string): string {
  const escaped = text.replace(/["\\<\p{Cc}]/gu, (char) => `\\${char.codePointAt(0)?.toString(16)} `)
  return `"${escaped}"`
}
