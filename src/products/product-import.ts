import type { Act } from '../audit/act.ts'
import { chunks } from '../database/chunks.ts'
import type { Db } from '../database/open.ts'
import { type ImportedList, yesOrNo } from '../imports/imported-list.ts'
import type { Product } from './product.ts'
import { PRODUCT_LABELS, productCategory, productCode, productName } from './product-form.ts'
import { findProductsByCode } from './product-queries.ts'
import { toRow } from './save-product.ts'

/** Products as a CSV file holds them, and as they are found and stored, many at a time. */
export const productImport: ImportedList<Product> = {
  name: 'products',
  title: 'Import products',
  example:
    'code,name,category,excluded_from_general,eligible_for_specific\n' +
    'compute,Compute,Servers,no,yes\nmarketplace,"Marketplace, all sellers",,yes,no\n',
  key: 'code',
  columns: {
    code: {
      header: 'code',
      label: PRODUCT_LABELS.code,
      hint: 'As on the cloud’s bill. It says which product the line is about.',
      read: productCode,
      otherwise: undefined,
    },
    name: {
      header: 'name',
      label: PRODUCT_LABELS.name,
      hint: 'At most 200 characters.',
      read: productName,
      otherwise: undefined,
    },
    category: {
      header: 'category',
      label: PRODUCT_LABELS.category,
      hint: 'A word of your own, or nothing.',
      read: productCategory,
      otherwise: '',
    },
    excludedFromGeneral: {
      header: 'excluded_from_general',
      label: PRODUCT_LABELS.excludedFromGeneral,
      hint: 'yes or no. A new product is not excluded unless the line says yes.',
      read: yesOrNo(),
      otherwise: false,
    },
    eligibleForSpecific: {
      header: 'eligible_for_specific',
      label: PRODUCT_LABELS.eligibleForSpecific,
      hint: 'yes or no. A new product is eligible unless the line says no.',
      read: yesOrNo(),
      otherwise: true,
    },
  },
  find: findForImport,
  store,
}

async function findForImport(db: Db, partnerId: number, codes: readonly string[]) {
  const found = new Map<string, Product>()
  for await (const chunk of chunks(codes)) {
    for (const { id: _, ...product } of await findProductsByCode(db, partnerId, chunk)) {
      found.set(product.code, product)
    }
  }
  return found
}

async function store(trx: Db, act: Act, products: readonly Product[]): Promise<void> {
  for await (const chunk of chunks(products)) {
    await trx
      .insertInto('products')
      .values(chunk.map((product) => toRow(act, product)))
      .onConflict((conflict) =>
        conflict.columns(['partnerId', 'code']).doUpdateSet(({ ref }) => ({
          name: ref('excluded.name'),
          category: ref('excluded.category'),
          excludedFromGeneral: ref('excluded.excludedFromGeneral'),
          eligibleForSpecific: ref('excluded.eligibleForSpecific'),
        })),
      )
      .execute()
  }
}
