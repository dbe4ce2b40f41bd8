/** Settings, API tokens and the audit log. */
export const administration = {
  // Settings.
  'What you change holds from now on. It alters nothing that was done before.':
    '修改自现在起生效，不影响此前的操作。',
  'As your customers know it: it stands on their statements.': '客户所熟知的名称，会显示在其对账单上。',
  'Every voucher, charge and sum is in this currency. It can change until there is a template, a charge or a budget.':
    '所有代金券、扣费和合计均使用此币种。在创建模板、扣费或预算之前可以修改。',
  'Every voucher, charge and sum is in this currency. It can no longer change: there are templates, charges or a budget in it.':
    '所有代金券、扣费和合计均使用此币种。已有该币种的模板、扣费或预算，不能再修改。',
  'Pages show days and times here, and a new voucher is valid to the end of its last day here.':
    '页面按此时区显示日期和时间，新代金券在此时区截止日结束前有效。',
  'Grace days': '宽限天数',
  'How many days after its last day a voucher still pays late bills for fees of its time. Then what is left of it lapses.':
    '截止日之后，代金券还可在多少天内抵扣有效期内产生的迟到费用。之后剩余部分失效。',
  'Refunds return to vouchers': '退款返还代金券',
  'A refund gives vouchers back what they had paid. Without this, what they paid stays spent.':
    '退款时返还代金券抵扣的金额。不勾选则不返还。',
  'Part-used vouchers can be withdrawn': '可撤回部分使用的代金券',
  'What is left of a part-used voucher can be taken back. Without this, only unused vouchers can.':
    '可撤回部分使用代金券的剩余金额。不勾选则只能撤回未使用的代金券。',
  'Withdrawn amounts return to the budget': '撤回金额返还预算',
  'What is withdrawn can be issued again. Without this, it is gone from the budget.':
    '撤回的金额可再次发放。不勾选则不返还预算。',
  'Expired amounts return to the budget': '失效金额返还预算',
  'What lapses can be issued again. Without this, it is gone from the budget.':
    '失效的金额可再次发放。不勾选则不返还预算。',
  'Reviews and sign-in': '审核与登录',
  'Review threshold': '审核阈值',
  'An issuance worth more than this waits until somebody else approves it. Left empty, only sponsored ones wait.':
    '金额超过此值的发放单须由他人审核。留空则仅审核赞助的发放单。',
  'Two-step sign-in for all': '全员两步登录',
  'Every member signs in with a code from an app, too. Without this, each member decides.':
    '所有成员登录时还需输入应用中的验证码。不勾选则由成员自行决定。',
  'The currency can no longer change: there are templates, charges or a budget in {currency}.':
    '币种不能再修改：已有{currency}的模板、扣费或预算。',
  'Check the settings': '核对设置',
  Setting: '设置项',
  'From now on': '修改后',
  'What it leads to': '影响',
  'You will change 1 setting. What was done before stays as it is.': '将修改1项设置，此前的操作不受影响。',
  'You will change {count} settings. What was done before stays as it is.':
    '将修改{count}项设置，此前的操作不受影响。',
  'The settings are changed. What was done before stays as it is.': '设置已修改，此前的操作不受影响。',
  'Nothing is different from what is stored, so nothing was changed.': '与已保存的内容相同，未做修改。',
  'Customers see the new name on their statements.': '客户会在对账单上看到新名称。',
  'Every amount is in {currency} from now on. Nothing was issued or charged so far.':
    '此后所有金额均为{currency}。目前尚未发放或扣费。',
  'Pages show days and times of the new time zone from now on.': '此后页面按新时区显示日期和时间。',
  'Vouchers that were issued begin and end at the very same instants as before.':
    '已发放代金券的生效和截止时刻不变。',
  'Refunds from now on give vouchers back what they paid. What earlier refunds did stays as it is.':
    '此后的退款会返还代金券抵扣的金额。此前的退款不变。',
  'Refunds from now on give vouchers nothing back. What earlier refunds did stays as it is.':
    '此后的退款不返还代金券。此前的退款不变。',
  'What is left of part-used vouchers can be withdrawn from now on.': '此后可撤回部分使用代金券的剩余金额。',
  'Only unused vouchers can be withdrawn from now on. What was withdrawn stays withdrawn.':
    '此后只能撤回未使用的代金券。已撤回的不变。',
  'What is withdrawn from now on returns to the budget. What was withdrawn before does not.':
    '此后撤回的金额返还预算，此前撤回的不返还。',
  'What is withdrawn from now on does not return to the budget. What has returned stays there.':
    '此后撤回的金额不返还预算，已返还的不变。',
  'What lapses from now on returns to the budget. What lapsed before does not.':
    '此后失效的金额返还预算，此前失效的不返还。',
  'What lapses from now on does not return to the budget. What has returned stays there.':
    '此后失效的金额不返还预算，已返还的不变。',
  'Vouchers that have expired and still wait for late bills wait longer. What has lapsed stays so.':
    '已过期且仍在等待迟到账单的代金券将等待更久。已失效的不变。',
  'No voucher lapses at once by it.': '不会有代金券因此立即失效。',
  '1 voucher that has expired lapses at once.': '1张已过期的代金券将立即失效。',
  '{count} vouchers that have expired lapse at once.': '{count}张已过期的代金券将立即失效。',
  'What waits for a review keeps waiting, and what was issued stays issued.':
    '待审核的继续等待，已发放的不变。',
  'Only sponsored vouchers wait for a review from now on.': '此后仅赞助的代金券需要审核。',
  'Only {name} may review, so nobody can approve what {name} asks for.':
    '只有{name}可以审核，因此没有人能通过{name}的申请。',
  'Every member may turn it off. It stays on for those who do not.':
    '所有成员都可以自行关闭，未关闭的保持开启。',
  'Every member has turned it on already.': '所有成员均已开启。',
  '1 member has not turned it on and will be asked to at their next page.':
    '1位成员尚未开启，将在打开下一个页面时被要求开启。',
  '{count} members have not turned it on and will be asked to at their next page.':
    '{count}位成员尚未开启，将在打开下一个页面时被要求开启。',

  // API tokens.
  'A billing system shows a token to post charges and refunds, or to read lists. Give each system its own, so that you can revoke one alone.':
    '计费系统使用令牌提交扣费和退款，或读取列表。请为每个系统单独创建，以便单独吊销。',
  'This is the token “{name}”. Copy it now: it is not shown again.':
    '这是令牌“{name}”。请立即复制，令牌不会再次显示。',
  Token: '令牌',
  Scopes: '权限',
  'Last used': '最近使用',
  'Make a token': '创建令牌',
  'Token name': '令牌名称',
  'The system that will use it.': '将使用该令牌的系统。',
  'Post charges and refunds': '提交扣费和退款',
  'Scope charges:write': '权限charges:write',
  'Read lists': '读取列表',
  'Scope read: the lists as CSV and JSON': '权限read：以CSV和JSON读取列表',
  'Make token': '创建令牌',
  'Tick at least one thing that it may do.': '请至少勾选一项权限。',
  'A token in use has this name already. Choose another.': '已有使用中的令牌采用此名称，请换一个。',
  'Revoke token {name}': '吊销令牌{name}',
  'The system that uses it is refused from the next request on, for good. What it has posted stays.':
    '使用该令牌的系统自下一次请求起将被永久拒绝。已提交的内容保留。',
  'The token is revoked. Whoever shows it is refused from now on.': '令牌已吊销，此后使用该令牌将被拒绝。',

  // The audit log.
  'Everything that was changed, by whom and from where. Nobody can change or delete a line of it. Times are those of {timeZone}.':
    '所有变更及其操作人和来源。任何人都不能修改或删除。时间为{timeZone}时区。',
  Who: '操作人',
  'Who and from where': '操作人和来源',
  What: '操作',
  Record: '对象',
  'What changed': '变更内容',
  'Record, such as "template 12"': '对象，例如“template 12”',
  'bill {id}': '账单{id}',
  'charge {id}': '扣费{id}',
  'customer {id}': '客户{id}',
  customers: '客户',
  'invitation {id}': '邀请{id}',
  'issuance {id}': '发放单{id}',
  'member {id}': '成员{id}',
  'partner {id}': '合作伙伴{id}',
  'product {id}': '产品{id}',
  products: '产品',
  'template {id}': '模板{id}',
  'token {id}': '令牌{id}',
  'withdrawal {id}': '撤回单{id}',
  'Too much to show here. The CSV file has it.': '内容过多，无法在此显示，请见CSV文件。',
  'Nothing that was done matches these filters.': '没有符合筛选条件的操作。',
  'Command line': '命令行',
  'command line': '命令行',
  'API token': 'API令牌',
  'API token “{name}”': 'API令牌“{name}”',
  'Nobody signed in': '未登录者',
  '{field}: {after}': '{field}：{after}',
  '{field} was {before}': '{field}原为{before}',
  '{field}: {before} → {after}': '{field}：{before} → {after}',
  '{named} and {more} more': '{named}等，另有{more}个',
  // What events record.
  Added: '新增',
  Changed: '修改',
  'Signed in with': '登录方式',
  Invitation: '邀请',
  'Fees left out': '未计入费用数',
  'Proved with': '验证方式',
  'Statement link': '对账单链接',

  // What was done.
  'Set up the partner': '创建合作伙伴',
  'Changed the settings': '修改设置',
  'Joined by an invitation': '通过邀请加入',
  'Changed the role of a member': '修改成员角色',
  'Deactivated a member': '停用成员',
  'Activated a member': '启用成员',
  'Invited a person': '邀请成员',
  'Revoked an invitation': '吊销邀请',
  'Changed their password': '修改密码',
  'Chose a new password by a link': '通过链接设置新密码',
  'Made a link to choose a new password': '创建设置新密码的链接',
  'Revoked a link to choose a new password': '吊销设置新密码的链接',
  'Chose the language of their pages': '选择页面语言',
  'Turned two-step sign-in on': '开启两步登录',
  'Moved two-step sign-in to another device': '将两步登录更换到其他设备',
  'Turned two-step sign-in off': '关闭两步登录',
  'Made recovery codes': '生成恢复码',
  'Ended sessions': '结束会话',
  'Made an API token': '创建API令牌',
  'Revoked an API token': '吊销API令牌',
  'Added a customer': '添加客户',
  'Changed a customer': '修改客户',
  'Added customers from a bill': '从账单添加客户',
  'Imported customers': '导入客户',
  'Made a statement link': '创建对账单链接',
  'Revoked a statement link': '吊销对账单链接',
  'Added a product': '添加产品',
  'Changed a product': '修改产品',
  'Added products from a bill': '从账单添加产品',
  'Imported products': '导入产品',
  'Created a template': '创建模板',
  'Changed a template': '修改模板',
  'Archived a template': '归档模板',
  'Asked for an issuance': '申请发放',
  'Issued vouchers': '发放代金券',
  'Approved an issuance': '通过发放单',
  'Rejected an issuance': '驳回发放单',
  'Cancelled an issuance': '取消发放单',
  'Withdrew vouchers': '撤回代金券',
  'Let vouchers expire': '代金券失效',
  'Allocated budget': '分配预算',
  'Reclaimed budget': '收回预算',
  'Posted a charge': '扣费入账',
  'Posted a refund': '退款入账',
  'Imported a bill': '导入账单',
  'Said which column of a bill is which': '指定账单各列含义',
} as const
