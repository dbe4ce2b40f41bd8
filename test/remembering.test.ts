import t from 'tap'
import { remembering } from '../src/remembering.ts'

/** A remembering function, and what it was asked to make. */
function counted() {
  const made: string[] = []
  const make = remembering((...texts: string[]) => {
    made.push(texts.join(' '))
    return { texts }
  })
  return { make, made }
}

t.test('the same texts are made once, and the very same answer is given again', async (t) => {
  const { make, made } = counted()
  t.equal(make('23 Nov', 'UTC'), make('23 Nov', 'UTC'))
  t.same(made, ['23 Nov UTC'])
})

t.test('any other text is made anew', async (t) => {
  const { make } = counted()
  t.same(make('a', 'b'), { texts: ['a', 'b'] })
  t.same(make('b', 'a'), { texts: ['b', 'a'] })
  t.same(make('ab', ''), { texts: ['ab', ''] })
})

t.test('it forgets all when it knows 2000, so that it never grows for ever', async (t) => {
  const { make, made } = counted()
  for (let index = 0; index < 2000; index++) make(String(index))
  make('0')
  t.equal(made.length, 2000)
  make('one more')
  make('0')
  t.equal(made.length, 2002)
})
