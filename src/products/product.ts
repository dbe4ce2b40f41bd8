/** A cloud product that fees are charged for, as the catalogue has it. */
export type Product = {
  /** As on the cloud's bill; unique for the partner, and never changed, because bills find the product by it. */
  code: string
  name: string
  /** Empty where none is known. */
  category: string
  /** General vouchers do not pay for it. */
  excludedFromGeneral: boolean
  /** A specific voucher may list it. */
  eligibleForSpecific: boolean
}
