/** What every request needs to know of the partner it is made for. */
export interface PartnerColumns {
  partnerId: number
  partnerName: string
  currency: string
  timeZone: string
}

/** The same for a query that joins `partners`. */
export const PARTNER_COLUMNS = [
  'partners.id as partnerId',
  'partners.name as partnerName',
  'partners.currency',
  'partners.timeZone',
] as const
