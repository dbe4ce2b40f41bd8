/** Searching from any page, and the links that lead on to what a sentence is about. */
export const search = {
  'Voucher, customer or template': '代金券、客户或模板',
  'Nothing here is called “{text}”.': '没有名为“{text}”的内容。',
  'Search for a voucher by its number or the first four characters of it, for a customer by its account id or name, for a template by its name or ID.':
    '可按编号或其前四个字符搜索代金券，按账号ID或名称搜索客户，按名称或ID搜索模板。',
  'See all customers whose account id begins with “{text}”': '查看账号ID以“{text}”开头的所有客户',
  'See all customers whose name contains “{text}”': '查看名称包含“{text}”的所有客户',
  'Vouchers of template {id}': '模板{id}的代金券',
  'See all templates whose name contains “{text}”': '查看名称包含“{text}”的所有模板',
  'More numbers begin so. Write more of the number.': '还有更多编号以此开头，请多输入几个字符。',
  'Go to the team': '前往团队页面',
  'Go to two-step sign-in': '前往两步登录',
  'Open customer {accountId}': '打开客户{accountId}',
  'Open product {code}': '打开产品{code}',
} as const
