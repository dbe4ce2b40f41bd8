import type { Option } from '../web/filters.ts'

export const COVERS_OPTIONS = [
  ['whole_period', 'The whole period so far'],
  ['further_lines', 'Further lines'],
] as const satisfies readonly Option[]
