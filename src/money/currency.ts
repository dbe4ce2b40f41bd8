/** A currency as amounts need it: its ISO 4217 code and how many decimals its minor unit has. */
export interface Currency {
  code: string
  decimals: 0 | 2 | 3
}

// ISO 4217, list one (active codes), less the funds, metals and testing codes, and less CLF and UYW, whose
// four decimals no cloud bills in. What is in neither of the first two lists has two decimals.
const WITHOUT_DECIMALS = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ')
const THREE_DECIMALS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ')
const TWO_DECIMALS = `
  AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC
  CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
  JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD
  NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN
  SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG`
  .trim()
  .split(/\s+/)

/** Every currency a partner can choose, by code. */
export const CURRENCIES: ReadonlyMap<string, Currency> = new Map(
  [
    ...WITHOUT_DECIMALS.map((code): Currency => ({ code, decimals: 0 })),
    ...TWO_DECIMALS.map((code): Currency => ({ code, decimals: 2 })),
    ...THREE_DECIMALS.map((code): Currency => ({ code, decimals: 3 })),
  ]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map((currency) => [currency.code, currency]),
)

/**
 * Looks a currency up.
 * @throws RangeError for a code that is no active ISO 4217 currency of 0, 2 or 3 decimals
 */
export function currencyOf(code: string): Currency {
  const currency = CURRENCIES.get(code)
  if (!currency) throw new RangeError(`${code} is no currency Scrip knows`)
  return currency
}
