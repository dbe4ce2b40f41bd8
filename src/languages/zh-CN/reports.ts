/** The overview and the reports, and what a customer sees by a link. */
export const reports = {
  // The overview.
  'No voucher was issued yet. This comes first:': '还没有发放代金券。请先完成以下步骤：',
  'Add products': '添加产品',
  'The cloud products that fees are charged for.': '产生费用的云产品。',
  'Add customers': '添加客户',
  'The accounts that will hold vouchers.': '将持有代金券的账号。',
  'Create a voucher template': '创建代金券模板',
  'The terms that vouchers are issued on.': '发放代金券所依据的条款。',
  'From a template, to one customer or to thousands.': '依据模板，发放给一个或成千上万个客户。',
  Done: '已完成',
  'To do': '待完成',
  'Balance outstanding': '可用余额',
  'Expired, waiting for late bills': '已过期，等待迟到账单',
  'Issued this month': '本月发放',
  'Used this month': '本月使用',
  'Waiting for review': '待审核',
  'Remaining budget': '剩余预算',
  'Vouchers: {count}': '代金券：{count}',
  'Issuances: {count}': '发放单：{count}',
  'Of {total}': '共{total}',
  'Lapses soon': '即将失效',
  Lapses: '失效时间',
  'What vouchers hold that is soon gone. Until then it pays late bills, too.':
    '即将失效的代金券余额。在此之前仍可抵扣迟到账单。',
  'What vouchers hold whose last day is near: it can be used until then.':
    '临近截止日的代金券余额：在此之前仍可使用。',
  'Within {days} days': '{days}天内',
  'Vouchers lapse one day after their last day.': '代金券在截止日后1天失效。',
  'Vouchers lapse {days} days after their last day.': '代金券在截止日后{days}天失效。',
  'Usage by month': '每月用量',
  'What vouchers paid, less what was refunded to them. This month is not over.':
    '代金券抵扣金额，扣除返还部分。本月尚未结束。',
  'By product': '按产品',
  'A bar for each month. The table has the numbers.': '每月一个柱形，数值见表格。',
  '{month}: {amount}': '{month}：{amount}',
  Month: '月份',

  // Liability.
  'Liability by expiry': '到期负债',
  'Liability by expiry month': '各月到期负债',
  'Liability by customer': '客户负债',
  'Usage by product': '产品用量',
  'In all': '合计',
  'In all ({currency})': '合计（{currency}）',
  'No voucher holds a balance that can be used.': '没有可用余额的代金券。',
  'What customers hold stands here by the month of its last day. Vouchers are issued from a template.':
    '这里按截止日所在月份显示客户持有的余额。代金券依据模板发放。',
  'Last day in': '截止月份',
  Outstanding: '可用',
  'Outstanding ({currency})': '可用（{currency}）',
  'Expired ({currency})': '已过期（{currency}）',
  'A late bill can still use this for fees of days on which the vouchers were valid.':
    '迟到账单仍可用其抵扣代金券有效期内产生的费用。',
  'No customer with a balance matches these filters.': '没有符合筛选条件且有余额的客户。',
  'No customer holds a balance.': '没有持有余额的客户。',
  'Customers stand here by what their vouchers hold, the largest first. Vouchers are issued from a template.':
    '这里按代金券余额由大到小显示客户。代金券依据模板发放。',
  'What has expired waits for late bills before it lapses.': '已过期的代金券会等待迟到账单，之后失效。',

  // Usage.
  'Usage by product and month': '产品月度用量',
  'Nothing was used in these months.': '这些月份没有使用记录。',
  'What vouchers paid stands here, less what was refunded to them. It comes in with bills and charges.':
    '这里显示代金券抵扣金额，扣除返还部分。数据来自账单和扣费。',
  'What vouchers paid, less what was refunded to them, in {currency}, by the day on which it was posted.':
    '代金券抵扣金额，扣除返还部分，以{currency}计，按入账日期统计。',
  'Total ({currency})': '总计（{currency}）',
  'From month': '起始月份',
  'To month': '结束月份',
  'This comes before the month that the report begins with.': '早于报表的起始月份。',
  'Choose {max} months at most.': '最多选择{max}个月。',

  // Statement links.
  Statement: '对账单',
  'Statement links': '对账单链接',
  'Statement links of customer {accountId}': '客户{accountId}的对账单链接',
  'A statement link shows {name} all of its vouchers with their terms, balances and deductions, and needs no sign-in. Whoever has the link can read it, until you revoke it.':
    '对账单链接向{name}展示其全部代金券的条款、余额和抵扣记录，无需登录。在您吊销之前，任何持有链接的人都可查看。',
  'This is the link. Copy it now: it is not shown again.': '这是链接。请立即复制，链接不会再次显示。',
  'The link that you made a moment ago, and nobody had opened, is revoked: this one takes its place.':
    '您刚才创建且无人打开的链接已吊销，由此链接代替。',
  'Scrip sends no mail: hand it over yourself.': 'Scrip不发送邮件：请自行转交。',
  'Make statement link': '创建对账单链接',
  Made: '创建时间',
  'Last opened': '最近打开',
  'Revoked on': '吊销时间',
  'Revoke the link made {made}': '吊销创建于{made}的链接',
  'This customer has no statement link yet.': '该客户还没有对账单链接。',
  'Revoke a statement link of customer {accountId}': '吊销客户{accountId}的对账单链接',
  'Whoever opens the link sees nothing from now on, for good. The vouchers stay as they are, and you can make a new link at any time.':
    '此后打开链接将永久不显示内容。代金券保持不变，您可以随时创建新链接。',
  'The link is revoked. Whoever opens it sees nothing from now on.': '链接已吊销，此后打开不显示内容。',

  // The statement itself.
  'Vouchers of {name}': '{name}的代金券',
  'Voucher statement': '代金券对账单',
  '{name}, account {accountId}': '{name}，账号{accountId}',
  'As of {at}. All days and times are those of {timeZone}.': '截至{at}。所有日期和时间均为{timeZone}时区。',
  'No voucher was issued to this account yet. What is issued to it will stand here.':
    '此账号还没有获得代金券，发放后会显示在这里。',
  'Download CSV: all vouchers with all {count} entries': '下载CSV：全部代金券及全部{count}条记录',
  'Usable balance': '可用余额',
  'Valid later': '尚未生效',
  'Expires next': '最近到期',
  '{amount} after {day}': '{amount}，{day}后到期',
  'Pays for': '可抵扣',
  'The last {shown} of {count} entries. The CSV file has them all.':
    '共{count}条记录，此处为最近{shown}条。CSV文件包含全部。',
  'Late bills of days before {day} can still use it.': '{day}之前产生的迟到账单仍可使用。',
  'Vouchers with a balance': '有余额的代金券',
  'Used, expired or withdrawn: issued in {year}': '已用完、已过期或已撤回：{year}年发放',
  'Refund {refund}': '退款{refund}',
  '“{name}”': '“{name}”',
  'This page shows {shown} of {count} vouchers. The others are on the pages before and after it.':
    '共{count}张代金券，本页显示{shown}张，其余在前后页。',
  'Previous vouchers': '上一页代金券',
  'Next vouchers': '下一页代金券',
} as const
