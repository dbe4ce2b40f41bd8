import t from 'tap'
import { usageChart } from '../../src/reports/usage-chart.ts'

const chartOf = (...amounts: bigint[]) =>
  usageChart(
    amounts.map((minor) => ({ label: '', title: '', minor })),
    String,
  )

t.test('the largest bar reaches the line that says how much it is, the others in proportion', async (t) => {
  const { top, bars, baseline } = chartOf(50n, 100n, 0n)
  t.match(top, { label: '100' })
  t.same(
    bars.map(({ y, height }) => [y, height]),
    [
      [baseline - 64, 64],
      [top?.y, 128],
      [baseline, 0],
    ],
  )
  t.same(
    bars.map(({ growing }) => growing),
    [false, false, true],
  )
})

t.test('few bars share the width of many, and none is too wide', async (t) => {
  const few = chartOf(1n, 2n, 3n)
  const many = chartOf(...Array.from({ length: 12 }, () => 1n))
  t.equal(few.width, many.width)
  t.match(few.bars[0], { x: 64, width: 48, labelX: 88 })
  t.match(many.bars[0], { x: 10, width: 24, labelX: 22 })
})

t.test('where more was refunded than used a bar hangs from the line', async (t) => {
  const { bars, baseline, height } = chartOf(30n, -10n)
  t.equal(bars[1]?.y, baseline)
  t.equal(bars[0]?.height, 96)
  t.equal(bars[1]?.height, 32)
  t.ok(baseline + 32 < height)
})

t.test('what is tiny is seen, and nothing at all is drawn as nothing', async (t) => {
  t.ok((chartOf(1n, 10n ** 15n).bars[0]?.height ?? 0) > 1)
  const { top, bars } = chartOf(0n, 0n)
  t.equal(top, null)
  t.same(
    bars.map(({ height }) => height),
    [0, 0],
  )
})
