import t from 'tap'
import { remembering, rememberingOf } from '../src/remembering.ts'

/** A remembering function, and what it was asked to make. */
function counted(most?: number) {
  const made: string[] = []
  const make = remembering((text: string) => {
    made.push(text)
    return { text }
  }, most)
  return { make, made }
}

t.test('the same is made once, and the very same answer is given again', async (t) => {
  const { make, made } = counted()
  t.equal(make('23 Nov'), make('23 Nov'))
  t.same(made, ['23 Nov'])
})

t.test('anything else is made anew', async (t) => {
  const { make } = counted()
  t.same(make('a'), { text: 'a' })
  t.same(make('b'), { text: 'b' })
  t.same(make(''), { text: '' })
})

t.test('what is made of two is remembered one within the other, whatever is in them', async (t) => {
  const make = remembering((one: string) => remembering((two: string) => ({ one, two })))
  t.equal(make('a')('b'), make('a')('b'))
  t.same(make('a\nb')('c'), { one: 'a\nb', two: 'c' })
  t.same(make('a')('b\nc'), { one: 'a', two: 'b\nc' })
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

t.test('it forgets sooner where it is told to', async (t) => {
  const { make, made } = counted(2)
  for (const text of ['a', 'b', 'c', 'a']) make(text)
  t.same(made, ['a', 'b', 'c', 'a'])
})

t.test('what is made of an object is made once, and no other object has it', async (t) => {
  const make = rememberingOf((key: { name: string }) => ({ of: key.name }))
  const [one, another] = [{ name: 'one' }, { name: 'one' }]
  t.equal(make(one), make(one))
  t.same(make(another), { of: 'one' })
  t.not(make(one), make(another))
})
