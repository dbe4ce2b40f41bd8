import { z } from 'zod'
import { line, ticked } from '../web/fields.ts'

export const PRODUCT_LABELS = {
  code: 'Code',
  name: 'Name',
  category: 'Category',
  excludedFromGeneral: 'Excluded from general vouchers',
  eligibleForSpecific: 'Eligible for specific vouchers',
} as const

// The texts of a product, wherever they are read from. Clouds bill some services by long names with spaces.
export const productCode = line(100)
export const productName = line(200)
export const productCategory = line(100, { required: false })

/** What can be changed of a product. */
export const productChangeForm = z.object({
  name: productName,
  category: productCategory,
  excludedFromGeneral: ticked(),
  eligibleForSpecific: ticked(),
})

/** A new product. */
export const newProductForm = productChangeForm.extend({ code: productCode })

/** What stands in the form of a new product. */
export const NEW_PRODUCT_VALUES = { eligibleForSpecific: true }
