import { encode } from 'uqr'

/** A QR code as one SVG path, in modules: `size` of them wide and high, the quiet zone included. */
interface QrCode {
  size: number
  path: string
}

/** The light modules around a QR code (ISO/IEC 18004). */
const QUIET_ZONE = 4

/** Draws a text as a QR code: one rectangle for each run of dark modules in a row. */
export function qrCode(text: string): QrCode {
  const { size, data } = encode(text, { ecc: 'M', border: QUIET_ZONE })
  const path = data.flatMap((row, y) =>
    [
      ...row
        .map((dark) => (dark ? '1' : '0'))
        .join('')
        .matchAll(/1+/g),
    ].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
  )
  return { size, path: path.join('') }
}
