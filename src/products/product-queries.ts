import { beginsWith, contains, every } from '../database/conditions.ts'
import type { Db } from '../database/open.ts'
import { Problem } from '../errors.ts'
import { choiceFilter, type FilterValues, textFilter } from '../web/filters.ts'
import { type Order, type Page, type Position, takePage } from '../web/paging.ts'
import type { Product } from './product.ts'

/** A stored product. */
export type StoredProduct = Product & { id: number }

export const EXCLUDED_OPTIONS = [
  ['yes', 'Excluded'],
  ['no', 'Not excluded'],
] as const

export const ELIGIBLE_OPTIONS = [
  ['yes', 'Eligible'],
  ['no', 'Not eligible'],
] as const

export const productFilters = {
  code: textFilter('Code begins with'),
  name: textFilter('Name contains'),
  category: textFilter('Category contains'),
  excluded: choiceFilter('General vouchers', EXCLUDED_OPTIONS),
  eligible: choiceFilter('Specific vouchers', ELIGIBLE_OPTIONS),
}

type ProductFilterValues = FilterValues<typeof productFilters>

const BY_CODE: Order<ProductRow> = {
  keys: [{ column: 'products.code', of: (row) => row.code }],
  descending: false,
}

/** One page of the partner's products, by code. @param size how many rows the page has */
export async function listProducts(
  db: Db,
  partnerId: number,
  { code, name, category, excluded, eligible }: ProductFilterValues,
  position: Position,
  size?: number,
): Promise<Page<StoredProduct>> {
  const query = productsOf(db, partnerId).where((eb) =>
    every(
      code !== null && beginsWith('products.code', code),
      name !== null && contains('products.name', name),
      category !== null && contains('products.category', category),
      excluded !== null && eb('products.excludedFromGeneral', '=', excluded === 'yes' ? 1 : 0),
      eligible !== null && eb('products.eligibleForSpecific', '=', eligible === 'yes' ? 1 : 0),
    ),
  )
  const { rows, ...cursors } = await takePage(query, BY_CODE, position, size)
  return { rows: rows.map(toProduct), ...cursors }
}

/** @throws Problem NOT_FOUND for another partner's, too */
export async function findProduct(db: Db, partnerId: number, id: number): Promise<StoredProduct> {
  const row = await productsOf(db, partnerId).where('products.id', '=', id).executeTakeFirst()
  if (!row) throw new Problem('NOT_FOUND')
  return toProduct(row)
}

/** The partner's products of these codes. @param codes a few hundred at most */
export async function findProductsByCode(
  db: Db,
  partnerId: number,
  codes: readonly string[],
): Promise<StoredProduct[]> {
  const rows = await productsOf(db, partnerId).where('products.code', 'in', codes).execute()
  return rows.map(toProduct)
}

type Flags = 'excludedFromGeneral' | 'eligibleForSpecific'
type ProductRow = Omit<StoredProduct, Flags> & Record<Flags, 0 | 1>

function productsOf(db: Db, partnerId: number) {
  return db
    .selectFrom('products')
    .select([
      'products.id',
      'products.code',
      'products.name',
      'products.category',
      'products.excludedFromGeneral',
      'products.eligibleForSpecific',
    ])
    .where('products.partnerId', '=', partnerId)
}

function toProduct(row: ProductRow): StoredProduct {
  return {
    ...row,
    excludedFromGeneral: row.excludedFromGeneral === 1,
    eligibleForSpecific: row.eligibleForSpecific === 1,
  }
}
