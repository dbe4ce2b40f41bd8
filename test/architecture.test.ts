import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'

const SRC = join(import.meta.dirname, '../src')

/** Every file of src with the files of src that it imports, as paths below src. */
const imports = new Map(
  globSync('**/*.ts', { cwd: SRC }).map((file): [string, string[]] => [file, importsOf(file)]),
)

const SHARED = ['audit', 'database', 'languages', 'money', 'time', 'web']

t.test('money and time know nothing but errors and themselves', async (t) => {
  t.same(breaches('money/', ['money/', 'errors.ts', 'remembering.ts']), [])
  t.same(breaches('time/', ['time/', 'errors.ts', 'remembering.ts']), [])
})

t.test('the database knows no feature', async (t) => {
  t.same(breaches('database/', ['database/', 'errors.ts', 'remembering.ts', 'shipped.ts']), [])
})

t.test('one file opens connections to SQLite, which the executable must give its addon', async (t) => {
  const opening = [...imports.keys()].filter((file) => /new BetterSqlite3\(/.test(sourceOf(file)))
  t.same(opening, ['database/connection.ts'])
})

t.test('one file knows where what ships is: nothing else asks where its own file lies', async (t) => {
  const asking = [...imports.keys()].filter((file) => /import\.meta/.test(sourceOf(file)))
  t.same(asking, ['shipped.ts'])
})

t.test('nothing is evaluated but a function that is made of column names', async (t) => {
  const evaluating = [...imports.keys()].filter((file) => /\bFunction\(|\beval\(/.test(sourceOf(file)))
  t.same(evaluating, ['database/column-names.ts'])
})

t.test('web and audit know no feature', async (t) => {
  const allowed = [
    ...SHARED.map((folder) => `${folder}/`),
    'errors.ts',
    'progress.ts',
    'remembering.ts',
    'shipped.ts',
  ]
  t.same(breaches('web/', allowed), [])
  // The page of the audit log must know who may look at it, and what the pages call what is stored.
  const known = ['partners/signed-in.ts', 'members/roles.ts']
  t.same(
    breaches('audit/', [...allowed, ...known]).filter((breach) => !/-(words|form)\.ts$/.test(breach)),
    [],
  )
  t.same(
    edges().filter(
      ([from, to]) => to === 'partners/signed-in.ts' && /^audit\/.*(?<!-routes)\.ts$/.test(from),
    ),
    [],
  )
})

t.test('what records events and who acts knows nothing but the database and the time', async (t) => {
  for (const file of ['audit/record-event.ts', 'audit/act.ts']) {
    t.same(breaches(file, ['database/', 'time/', 'audit/']), [])
  }
})

t.test('rules are pure: they know neither the database nor the web', async (t) => {
  const rules = [
    'templates/template.ts',
    'vouchers/voucher.ts',
    'vouchers/validity.ts',
    'issuances/issuance.ts',
    'issuances/review-needed.ts',
    'charges/plan-deductions.ts',
    'charges/plan-refund.ts',
    'money/',
    'time/',
  ]
  const impure = [...reachableFrom(rules)].filter((file) => /^(database|web)\//.test(file))
  t.same(impure, [])
})

t.test('only the app knows the routes of a feature, but for that feature itself', async (t) => {
  // The routes of imports belong to no feature: the lists that can be imported are theirs to serve.
  const found = edges()
    .filter(([, to]) => to.endsWith('-routes.ts') && !to.startsWith('imports/'))
    .filter(([from, to]) => from !== 'app.ts' && dirname(from) !== dirname(to))
  t.same(found, [])
})

t.test('only the server knows the app, and only its command and the demo know the server', async (t) => {
  t.same(
    edges().filter(([from, to]) => to === 'app.ts' && from !== 'server.ts'),
    [],
  )
  t.same(
    edges().filter(
      ([from, to]) => to === 'server.ts' && from !== 'commands/serve.ts' && !from.startsWith('demo/'),
    ),
    [],
  )
})

t.test(
  'nothing knows the commands but the command line, which loads the one that is asked for',
  async (t) => {
    t.same(
      edges().filter(
        ([from, to]) => to.startsWith('commands/') && from !== 'cli.ts' && !from.startsWith('commands/'),
      ),
      [],
    )
    const atOnce = [
      ...reachableFrom(['commands/failing.ts', 'commands/terminal.ts', 'config.ts', 'version.ts']),
    ]
    t.same(
      atOnce.filter((file) => /^(app|server|database\/(?!failures)|[a-z-]+\/.*-routes)/.test(file)),
      [],
    )
  },
)

t.test('no file imports itself by way of others', async (t) => {
  const circles = [...imports.keys()].filter((file) => reachableFrom(importsFrom(file)).has(file))
  t.same(circles, [])
})

t.test('every exported function opens with its contract', async (t) => {
  const silent = [...imports.keys()].flatMap((file) =>
    [...sourceOf(file).matchAll(FUNCTION)].map(([, name, constant]) => `${file}: ${name ?? constant}`),
  )
  t.same(silent, [])
})

t.test('the README says of each dependency what it is for, and of no other', async (t) => {
  const [readme = '', described = '{}'] = ['README.md', 'package.json'].map((file) =>
    readFileSync(join(SRC, '..', file), 'utf8'),
  )
  const [, table = ''] = readme.split('## What it stands on\n')
  const named = [...table.matchAll(/^\| (`.+?) \|/gm)].flatMap(([, names = '']) => names.split(', '))
  const { dependencies } = JSON.parse(described) as { dependencies: Record<string, string> }
  // Beside what runs: Node for each platform, and what makes the executable.
  const all = [...Object.keys(dependencies), 'node-*', 'esbuild']
  t.same(named.sort(), all.map((name) => `\`${name}\``).sort())
})

/** A function, or a constant that is one, that is exported with no comment right above it. */
const FUNCTION =
  /(?<!\*\/\n)^export (?:default )?(?:async )?(?:function\*? ?(\w+)|const (\w+)(?:: [^=]+)? = (?:async )?(?:often|remembering|function|\(|<))/gm

t.test('views put nothing into a page unescaped but other views, and the rules of tables', async (t) => {
  const views = globSync('**/*.eta', { cwd: join(SRC, '../views') })
  const raw = views.flatMap((view) =>
    (readFileSync(join(SRC, '../views', view), 'utf8').match(/<%~.*/g) ?? [])
      .filter((tag) => !/^<%~ (it\.body|it\.tables\.style|include\()/.test(tag))
      .map((tag) => `${view}: ${tag}`),
  )
  t.ok(views.length > 20)
  t.same(raw, [])
})

function sourceOf(file: string): string {
  return readFileSync(join(SRC, file), 'utf8')
}

function importsOf(file: string): string[] {
  const imported = /(?:^(?:import|export)\b[^'"]*?(?:from )?|\bimport\()'(\.[^']+)'/gm
  return [...sourceOf(file).matchAll(imported)]
    .map(([, path = '']) => normalize(join(dirname(file), path)))
    .filter((path) => !path.startsWith('..'))
}

function importsFrom(file: string): string[] {
  return imports.get(file) ?? []
}

function edges(): [from: string, to: string][] {
  return [...imports].flatMap(([from, all]) => all.map((to): [string, string] => [from, to]))
}

function breaches(folder: string, allowed: readonly string[]): string[] {
  return edges()
    .filter(([from, to]) => from.startsWith(folder) && !allowed.some((start) => to.startsWith(start)))
    .map(([from, to]) => `${from} imports ${to}`)
}

/** All files that files, or the files of folders, import by whatever way; themselves only by a circle. */
function reachableFrom(starts: readonly string[]): Set<string> {
  const found = new Set<string>()
  const waiting = edges().flatMap(([from, to]) =>
    starts.some((start) => from.startsWith(start)) ? [to] : [],
  )
  if (starts.every((start) => imports.has(start))) waiting.push(...starts)
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue
    found.add(next)
    waiting.push(...importsFrom(next))
  }
  return found
}
