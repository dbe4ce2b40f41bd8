import type { FastifyReply } from 'fastify'
import type { Sentence } from '../languages/sentences.ts'
import type { Translate } from '../languages/words.ts'
import { remembering, rememberingOf } from '../remembering.ts'
import type { Filters, ListQuery } from './filters.ts'
import { form } from './forms.ts'
import type { Page } from './paging.ts'
import { paths, withQuery } from './paths.ts'
import { page } from './views.ts'

interface ListPage<F extends Filters> {
  filters: F
  query: ListQuery<F>
  /** Where the list lives; its links keep the query. */
  path: string
  /** The rows' cursors. */
  found: Pick<Page<unknown>, 'before' | 'after'>
  /** What the links to the neighbour pages say; "Previous" and "Next" unless told. */
  pagerLabels?: readonly [before: Sentence, after: Sentence]
  /** What else the view shows: the rows, finished. */
  data: object
}

/** Answers with a list: its filters, what is active, its rows and the way to the neighbour pages. */
export function listPage<F extends Filters>(
  reply: FastifyReply,
  view: string,
  { filters, query, path, found, pagerLabels = ['Previous', 'Next'], data }: ListPage<F>,
): Promise<string> {
  const { t } = reply.request.language
  if (query.errors.length > 0) reply.code(422)
  const searched = { ...query.given, before: undefined, after: undefined }
  return page(reply, view, {
    form: form(labelsOf(filters), query.given, query.errors),
    list: {
      path,
      query: withQuery('', searched),
      csv: paths.csv(path, searched),
      controls: controlsOf(filters)(t),
      active: activeFilters(filters, searched, path, t),
      before: found.before && {
        label: t(pagerLabels[0]),
        href: withQuery(path, { ...searched, before: found.before }),
      },
      after: found.after && {
        label: t(pagerLabels[1]),
        href: withQuery(path, { ...searched, after: found.after }),
      },
    },
    ...data,
  })
}

/** What the filters are called. Nearly all are made once, so is what is shown of them. */
const labelsOf = rememberingOf((filters: Filters) =>
  Object.fromEntries(Object.entries(filters).map(([name, { label }]) => [name, label])),
)

const controlsOf = rememberingOf((filters: Filters) =>
  remembering((t: Translate) =>
    Object.entries(filters).map(([name, { label, control, options, named, any }]) => ({
      name,
      label: t(label),
      control,
      any: t(any),
      options: [...named, ...options.map(([value, text]) => [value, t(text)])],
    })),
  ),
)

/** What the list is narrowed by, each with the link that takes it away. */
function activeFilters(
  filters: Filters,
  searched: Record<string, string | undefined>,
  path: string,
  t: Translate,
) {
  return Object.entries(filters).flatMap(([name, { label, options, named, narrows }]) => {
    const value = searched[name]
    if (value === undefined || !narrows) return []
    const own = named.find(([one]) => one === value)?.[1]
    const said = options.find(([option]) => option === value)?.[1]
    return [
      {
        label: t(label),
        value: own ?? (said === undefined ? value : t(said)),
        href: withQuery(path, { ...searched, [name]: undefined }),
      },
    ]
  })
}
