import { join } from 'node:path'
import t from 'tap'
import { checkHtml, HAS_JAVA } from './nu.ts'
import { collectStates } from './states.ts'

t.setTimeout(180_000)

t.test('every page, in every state that matters, is valid HTML', async (t) => {
  if (!HAS_JAVA) return t.pass('Java was not found on this machine, so the HTML was not checked.')
  const states = await collectStates(t, { withDemo: false })
  const messages = await checkHtml(states, join(t.testdir(), 'pages'))
  t.comment(`${states.length} pages, ${messages.length} messages`)
  t.ok(states.length > 200)
  t.same(messages, [])
})
