/** Vouchers and withdrawing them, and the budget. */
export const vouchers = {
  // The list and a voucher.
  Number: '编号',
  'Template and usage': '模板和用途',
  'Face value': '面额',
  'Face value ({currency})': '面额（{currency}）',
  'First and last day': '生效日和截止日',
  'Issued on': '发放时间',
  'Issued on and reason': '发放时间和原因',
  'Sum of balances': '余额合计',
  '{count}+': '{count}+',
  'No voucher matches these filters.': '没有符合筛选条件的代金券。',
  'No customer holds a voucher yet.': '还没有客户持有代金券。',
  'Vouchers are issued from a template. Open one and choose Issue.':
    '代金券依据模板发放。请打开模板并选择“发放”。',
  Withdraw: '撤回',
  'Takes back the ticked vouchers. You check them first.': '撤回勾选的代金券，撤回前会请您核对。',
  'Voucher {number}': '代金券{number}',
  Ledger: '流水',
  'Reason or product': '原因或产品',
  Unused: '未使用',
  'Part used': '部分使用',
  'Used up': '已用完',
  'Refunded after it was withdrawn': '撤回后退款',
  Deducted: '已抵扣',
  Refunded: '已退款',
  'Template (ID)': '模板（ID）',
  'Issued from': '发放日期起',
  'Issued before': '发放日期早于',
  'Last day from': '截止日起',
  'Last day before': '截止日早于',
  'Balance at least': '余额不低于',
  'Sort by': '排序',
  'Issued, newest first': '发放时间，由新到旧',
  'Expiry, soonest first': '到期时间，由近到远',
  'Balance, largest first': '余额，由大到小',
  'Newest first, or by the range asked for': '由新到旧，或按筛选范围',

  // Withdrawing.
  'Check what you withdraw': '核对撤回内容',
  'Why they are taken back. It stays on the ledger.': '撤回原因，会保留在流水中。',
  'Back to the vouchers': '返回代金券',
  'Used ({currency})': '已使用（{currency}）',
  'Withdrawal {id}': '撤回单{id}',
  'Taken back': '撤回金额',
  'There is no voucher {number}.': '没有代金券{number}。',
  'Their balances come to more than one amount can hold. Withdraw them in parts.':
    '余额合计超出可保存的金额，请分批撤回。',
  'Voucher {number} was used in part. Only unused vouchers can be withdrawn.':
    '代金券{number}已部分使用，只能撤回未使用的代金券。',
  'Voucher {number} was used up. Only unused vouchers can be withdrawn.':
    '代金券{number}已用完，只能撤回未使用的代金券。',
  'Voucher {number} has expired. Only unused vouchers can be withdrawn.':
    '代金券{number}已过期，只能撤回未使用的代金券。',
  'Voucher {number} is withdrawn already.': '代金券{number}已撤回。',
  'Voucher {number} was used up. Nothing is left of it to withdraw.':
    '代金券{number}已用完，没有可撤回的余额。',
  'Voucher {number} has expired. Only vouchers that have not expired can be withdrawn.':
    '代金券{number}已过期，只能撤回未过期的代金券。',
  'Tick at least one voucher to withdraw.': '请至少勾选一张要撤回的代金券。',
  'None of its vouchers is unused any more, so none can be withdrawn.':
    '其代金券均已不是未使用状态，无法撤回。',
  '{total} of 1 voucher of {customer} was taken back.': '已撤回{customer}的1张代金券，金额{total}。',
  '{total} of {count} vouchers was taken back.': '已撤回{count}张代金券，总金额{total}。',
  'See all withdrawn vouchers': '查看所有已撤回的代金券',
  'You will withdraw 1 voucher. Its balance of {total} will be gone, for good.':
    '将撤回1张代金券，其余额{total}将永久失去。',
  'You will withdraw what is left of 1 voucher. {used} of it was used; its balance of {total} will be gone, for good.':
    '将撤回1张代金券的剩余部分。已使用{used}，其余额{total}将永久失去。',
  'You will withdraw {count} vouchers. Their balances, {total} in all, will be gone, for good.':
    '将撤回{count}张代金券，其余额共{total}将永久失去。',
  'You will withdraw what is left of {count} vouchers. {used} of them was used; their balances, {total} in all, will be gone, for good.':
    '将撤回{count}张代金券的剩余部分。已使用{used}，其余额共{total}将永久失去。',

  // The budget.
  'No budget is set: any amount can be issued.': '未设置预算：发放金额不受限制。',
  'From its first allocation on, what is issued counts against the budget, and no more than remains can be issued.':
    '自首次分配起，发放金额计入预算，且不能超过剩余预算。',
  Allocate: '分配',
  Reclaim: '收回',
  'An owner of {partner} can allocate one.': '{partner}的所有者可以分配预算。',
  Remaining: '剩余',
  '{share}% remains.': '剩余{share}%。',
  'It counts what was issued since {at}, less what came back. What was issued before does not count.':
    '统计自{at}以来的发放金额，扣除返还部分。此前的发放不计入。',
  History: '变动记录',
  'No entry matches these filters.': '没有符合筛选条件的记录。',
  'Remaining after ({currency})': '变动后剩余（{currency}）',
  'Posted from': '入账日期起',
  'Posted before': '入账日期早于',
  Allocated: '已分配',
  Reclaimed: '已收回',
  'Allocate budget': '分配预算',
  'Reclaim budget': '收回预算',
  'Check the allocation': '核对分配',
  'Check the reclaim': '核对收回',
  'It stays in the history of the budget.': '会保留在预算变动记录中。',
  'This starts the budget: from now on, what is issued counts against it, and no more than remains can be issued. What was issued before does not count.':
    '预算由此启用：此后的发放计入预算，且不能超过剩余预算。此前的发放不计入。',
  'The budget is {total}, of which {remaining} remains. What you allocate is added to both.':
    '预算为{total}，剩余{remaining}。分配的金额将同时计入两者。',
  'The budget is {total}. {remaining} of it remains and can be reclaimed.':
    '预算为{total}，剩余{remaining}可收回。',
  'You will allocate {amount}. The budget then is {total}, and {remaining} remains.':
    '将分配{amount}。之后预算为{total}，剩余{remaining}。',
  'You will reclaim {amount}. The budget then is {total}, and {remaining} remains.':
    '将收回{amount}。之后预算为{total}，剩余{remaining}。',
  '{amount} was allocated. The budget now is {total}, and {remaining} remains.':
    '已分配{amount}。预算现为{total}，剩余{remaining}。',
  '{amount} was reclaimed. The budget now is {total}, and {remaining} remains.':
    '已收回{amount}。预算现为{total}，剩余{remaining}。',
  'The budget would be larger than Scrip can hold. At most {most} can be allocated.':
    '预算将超出Scrip可保存的范围，最多可分配{most}。',
  'No budget is set, so there is nothing to reclaim.': '未设置预算，没有可收回的金额。',
  'Of the budget of {total}, {issued} is issued. Only {remaining} can be reclaimed.':
    '预算{total}中已发放{issued}，只能收回{remaining}。',
} as const
