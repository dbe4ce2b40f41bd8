import type { Download } from '../web/downloads.ts'
import { listProducts, productFilters, type StoredProduct } from './product-queries.ts'

/** The names of a product's values in downloads, in their order: those that an import reads. */
const PRODUCT_COLUMNS = [
  'code',
  'name',
  'category',
  'excluded_from_general',
  'eligible_for_specific',
] as const

function toRecord({ code, name, category, excludedFromGeneral, eligibleForSpecific }: StoredProduct) {
  return {
    code,
    name,
    category,
    excluded_from_general: excludedFromGeneral,
    eligible_for_specific: eligibleForSpecific,
  }
}

/** The catalogue of products as a file. */
export const productDownload: Download<
  typeof productFilters,
  StoredProduct,
  (typeof PRODUCT_COLUMNS)[number]
> = {
  name: 'products',
  columns: PRODUCT_COLUMNS,
  filters: () => productFilters,
  open: (db, { partner }) => ({
    take: (...page) => listProducts(db, partner.id, ...page),
    toRecord,
  }),
}
