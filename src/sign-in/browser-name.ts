/** What browsers call themselves, in an order in which those that pose as others come before them. */
const BROWSERS = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|OPT)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/\S+ .*\bSafari\//, 'Safari'],
  [/^w3m\//, 'w3m'],
  [/^Lynx\//, 'Lynx'],
  [/^E?Links\b/, 'Links'],
  [/^curl\//, 'curl'],
] as const

const SYSTEMS = [
  [/\bWindows\b/, 'Windows'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bLinux\b/, 'Linux'],
] as const

const LONGEST = 60

/**
 * Tells in a few words what a browser says that it is: browser and system where it names one of the well-known.
 * @param userAgent the header as it came; any program can write anything there
 * @returns the names; what is not known is undefined, and `raw` is the text itself, cut
 */
export function browserOf(userAgent: string): {
  browser: string | undefined
  system: string | undefined
  raw: string
} {
  const characters = [...userAgent]
  return {
    browser: firstOf(BROWSERS, userAgent),
    system: firstOf(SYSTEMS, userAgent),
    raw: characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : userAgent,
  }
}

function firstOf(names: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return names.find(([pattern]) => pattern.test(text))?.[1]
}
