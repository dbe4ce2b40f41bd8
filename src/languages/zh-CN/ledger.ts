/** Verifying the ledger, and what disagrees with it. The names of columns and kinds stay as the database has them. */
export const ledger = {
  'Recomputes every balance, the cover of every charge, and every issuance and withdrawal from the rows of the ledger, and names each record that says something else. It changes nothing.':
    '根据流水重新计算每个余额、每笔扣费的抵扣以及每次发放和撤回，并列出不一致的记录。不做任何修改。',
  'Everything agrees with the ledger, as it was at {at}.': '截至{at}，全部与流水一致。',
  'Disagreements with the ledger, as it was at {at}: {count}': '截至{at}，与流水不一致：{count}处',
  'And {count} more. On the command line, scrip verify lists them all.':
    '另有{count}处。在命令行运行scrip verify可列出全部。',
  Checked: '核对范围',
  Records: '记录',
  'Verify again': '再次核对',
  Verify: '核对',
  'The command line does the same with scrip verify, and looks for damage in the database file, too.':
    '命令行scrip verify执行同样的核对，并检查数据库文件是否损坏。',
  never: '从未',
  nothing: '无',

  // What is counted.
  'Budget entries': '预算记录',
  'Issuances against the budget': '计入预算的发放单',
  'Billed fees': '账单费用',
  'Ledger entries': '流水记录',
  Templates: '模板',
  Withdrawals: '撤回单',
  'Balances by expiry': '按到期的余额',
  'Balances by customer': '按客户的余额',
  'Sums of what was issued': '发放合计',
  'Sums of what was used': '使用合计',
  'Sums of what bills charged': '账单扣费合计',
  'Sums of what bills refunded': '账单退款合计',
  'Sums of what bills did not give back': '账单未返还合计',
  'Sums of what vouchers paid of bills': '账单抵扣合计',

  // The budget.
  'The budget should begin with an allocation, and begins with budget entry {entry}: {kind}.':
    '预算应以分配开始，实际以预算记录{entry}开始：{kind}。',
  'Budget entry {entry} should leave {leftMinor}, and says {remainingMinor}.':
    '预算记录{entry}之后应剩余{leftMinor}，记录为{remainingMinor}。',
  'Budget entry {entry} should make the total {summedMinor}, and says {totalMinor}.':
    '预算记录{entry}之后总额应为{summedMinor}，记录为{totalMinor}。',
  'Budget entry {entry} should leave at least nothing and at most {totalMinor}, and leaves {remainingMinor}.':
    '预算记录{entry}之后剩余应在零与{totalMinor}之间，实际为{remainingMinor}。',
  'Budget entry {entry} should take the {issuedMinor} of issuance {issuance}, and takes {movedMinor}.':
    '预算记录{entry}应扣除发放单{issuance}的{issuedMinor}，实际扣除{movedMinor}。',
  'Budget entry {entry} should bring back at most the {takenMinor} that vouchers had left of it, and brings {movedMinor}.':
    '预算记录{entry}最多应返还代金券剩余的{takenMinor}，实际返还{movedMinor}。',
  'Budget entry {entry} should be of one partner, and names records of another.':
    '预算记录{entry}应属于同一合作伙伴，却引用了其他合作伙伴的记录。',
  'Issuance {issuance} of {totalMinor} should count against the budget, and has no entry in it.':
    '发放单{issuance}的{totalMinor}应计入预算，却没有预算记录。',
  'Issuance {issuance} was issued before there was a budget, and budget entry {entry} counts it.':
    '发放单{issuance}发放时尚无预算，预算记录{entry}却计入了它。',

  // Charges and refunds.
  'Charge {charge} should be covered by {paidMinor} after its ledger, and says {coveredMinor}.':
    '按流水，扣费{charge}应抵扣{paidMinor}，记录为{coveredMinor}。',
  'Charge {charge} should be refunded by {returnedMinor} after its refunds, and says {refundedMinor}.':
    '按其退款，扣费{charge}应退款{returnedMinor}，记录为{refundedMinor}。',
  'Charge {charge} should have kept {unreturnedMinor} from vouchers after its refunds, and says {keptMinor}.':
    '按其退款，扣费{charge}未返还代金券的金额应为{unreturnedMinor}，记录为{keptMinor}。',
  'Charge {charge} should take at most its {amountMinor} from vouchers, and took {deductedMinor}.':
    '扣费{charge}最多应由代金券抵扣{amountMinor}，实际抵扣{deductedMinor}。',
  'Charge {charge} of {amountMinor} should not be overpaid, and has {paidMinor} from vouchers and {returnedMinor} refunded.':
    '扣费{charge}为{amountMinor}，不应超额抵扣，实际代金券抵扣{paidMinor}，退款{returnedMinor}。',
  'Charge {charge} should be of one partner, and names records of another.':
    '扣费{charge}应属于同一合作伙伴，却引用了其他合作伙伴的记录。',
  'Refund {refund} of charge {charge} should give vouchers back {dueMinor}, and gives {returnedMinor}.':
    '扣费{charge}的退款{refund}应返还代金券{dueMinor}，实际返还{returnedMinor}。',
  'Refund {refund} of charge {charge} should keep {dueMinor} from vouchers, and keeps {keptMinor} and gives back {returnedMinor}.':
    '扣费{charge}的退款{refund}应有{dueMinor}不返还代金券，实际不返还{keptMinor}，返还{returnedMinor}。',
  'Refund {refund} should be of one partner, and names a charge of another.':
    '退款{refund}应属于同一合作伙伴，却引用了其他合作伙伴的扣费。',
  'The fee of customer {customer} for product {product} ({paymentMode}) in the period from {periodStartAt} should stand at {chargedMinor} by its bills, and says {postedMinor}.':
    '客户{customer}的产品{product}（{paymentMode}）在{periodStartAt}起的账期内，按账单费用应为{chargedMinor}，记录为{postedMinor}。',

  // Ledger entries.
  'Ledger entry {entry} should leave voucher {voucher} with {leftMinor}, and says {balanceAfterMinor}.':
    '流水记录{entry}之后代金券{voucher}余额应为{leftMinor}，记录为{balanceAfterMinor}。',
  'Voucher {voucher} should begin with its issue, and begins with ledger entry {entry}: {kind}.':
    '代金券{voucher}应以发放开始，实际以流水记录{entry}开始：{kind}。',
  'Voucher {voucher} should be issued once, and ledger entry {entry} issues it again.':
    '代金券{voucher}只应发放一次，流水记录{entry}却再次发放。',
  'Ledger entry {entry} should issue the {faceMinor} of voucher {voucher}, and issues {movedMinor}.':
    '流水记录{entry}应发放代金券{voucher}的{faceMinor}，实际发放{movedMinor}。',
  'Ledger entry {entry} should be of issuance {issuedBy} like voucher {voucher}, and is of {issuance}.':
    '流水记录{entry}应与代金券{voucher}同属发放单{issuedBy}，实际属于{issuance}。',
  'Ledger entry {entry} should take all that voucher {voucher} held, and leaves {balanceAfterMinor}.':
    '流水记录{entry}应取走代金券{voucher}的全部余额，实际剩余{balanceAfterMinor}。',
  'Voucher {voucher} should pay nothing after its end, and ledger entry {entry} deducts {movedMinor}.':
    '代金券{voucher}终止后不应抵扣，流水记录{entry}却抵扣了{movedMinor}。',
  'Ledger entry {entry} of voucher {voucher} should be of one partner, and names records of another.':
    '代金券{voucher}的流水记录{entry}应属于同一合作伙伴，却引用了其他合作伙伴的记录。',
  'Voucher {voucher} should pay for its own customer, and ledger entry {entry} is for charge {charge}.':
    '代金券{voucher}只应为其客户抵扣，流水记录{entry}却用于扣费{charge}。',
  'Ledger entry {entry} should be of a refund of charge {charge}, and names refund {refund}.':
    '流水记录{entry}应属于扣费{charge}的退款，却引用了退款{refund}。',
  'Ledger entry {entry} should give voucher {voucher} back at most the {paidMinor} that it had paid of charge {charge}, and gives {movedMinor}.':
    '流水记录{entry}最多应返还代金券{voucher}对扣费{charge}抵扣的{paidMinor}，实际返还{movedMinor}。',
  'Voucher {voucher} should not pay for product {product}, and ledger entry {entry} deducts {movedMinor} for charge {charge}.':
    '代金券{voucher}不应抵扣产品{product}，流水记录{entry}却为扣费{charge}抵扣了{movedMinor}。',
  'Voucher {voucher} should pay {paymentMode} charges alone, and ledger entry {entry} deducts {movedMinor} for charge {charge}, which is {chargedMode}.':
    '代金券{voucher}只应抵扣{paymentMode}扣费，流水记录{entry}却为{chargedMode}的扣费{charge}抵扣了{movedMinor}。',
  'Voucher {voucher} should pay charges of {minimumSpendMinor} or more, and ledger entry {entry} deducts {movedMinor} for charge {charge} of {chargeMinor}.':
    '代金券{voucher}只应抵扣{minimumSpendMinor}及以上的扣费，流水记录{entry}却为{chargeMinor}的扣费{charge}抵扣了{movedMinor}。',
  'Voucher {voucher} should pay what arose from {validFromAt} until before {expiresAt}, and ledger entry {entry} deducts {movedMinor} for charge {charge} of {occurredAt}.':
    '代金券{voucher}只应抵扣{validFromAt}起至{expiresAt}前产生的费用，流水记录{entry}却为{occurredAt}的扣费{charge}抵扣了{movedMinor}。',

  // Templates, issuances and withdrawals.
  'The issued vouchers of template {template} should number {summedCount}, and it says {issuedCount}.':
    '模板{template}已发放代金券应为{summedCount}张，记录为{issuedCount}张。',
  'Template {template} should have issued {summedMinor} in all, and says {issuedMinor}.':
    '模板{template}发放总额应为{summedMinor}，记录为{issuedMinor}。',
  'Template {template} should issue at most {maxVouchers} vouchers, and issued {summedCount}.':
    '模板{template}最多应发放{maxVouchers}张代金券，实际发放{summedCount}张。',
  'Template {template} should issue at most {maxTotalMinor} in all, and issued {summedMinor}.':
    '模板{template}最多应发放{maxTotalMinor}，实际发放{summedMinor}。',
  'Template {template} should be frozen since its first issuance, and can be changed.':
    '模板{template}自首次发放起应已冻结，实际仍可修改。',
  'The vouchers of issuance {issuance} should number {voucherCount}, and number {foundCount}.':
    '发放单{issuance}应有{voucherCount}张代金券，实际有{foundCount}张。',
  'Issuance {issuance} should have issued {totalMinor} by the ledger, and issued {issuedMinor}.':
    '按流水，发放单{issuance}应发放{totalMinor}，实际发放{issuedMinor}。',
  'Issuance {issuance} is sponsored, and should be approved by somebody who did not ask for it.':
    '发放单{issuance}属赞助，应由申请人以外的成员通过。',
  'Issuance {issuance} should be of one partner, and names a template of another.':
    '发放单{issuance}应属于同一合作伙伴，却引用了其他合作伙伴的模板。',
  'The vouchers of withdrawal {withdrawal} should number {voucherCount}, and number {foundCount}.':
    '撤回单{withdrawal}应有{voucherCount}张代金券，实际有{foundCount}张。',
  'Withdrawal {withdrawal} should have taken back {totalMinor}, and took {takenMinor}.':
    '撤回单{withdrawal}应撤回{totalMinor}，实际撤回{takenMinor}。',

  // Kept sums.
  'What expires at {key} should be {dueMinor} on vouchers numbering {dueCount}, and is kept as {keptMinor} on {keptCount}.':
    '于{key}到期的应为{dueCount}张代金券共{dueMinor}，记录为{keptCount}张共{keptMinor}。',
  'What customer {key} holds should be {dueMinor} on vouchers numbering {dueCount}, and is kept as {keptMinor} on {keptCount}.':
    '客户{key}持有的应为{dueCount}张代金券共{dueMinor}，记录为{keptCount}张共{keptMinor}。',
  'What was issued from {key} on should be {dueMinor} on vouchers numbering {dueCount}, and is kept as {keptMinor} on {keptCount}.':
    '自{key}起发放的应为{dueCount}张代金券共{dueMinor}，记录为{keptCount}张共{keptMinor}。',
  'What was used from {key} on should be {dueMinor}, and is kept as {keptMinor}.':
    '自{key}起使用的应为{dueMinor}，记录为{keptMinor}。',
  'Bill {key} should have charged {dueMinor} by charges numbering {dueCount}, and is kept as {keptMinor} by {keptCount}.':
    '账单{key}应有{dueCount}笔扣费共{dueMinor}，记录为{keptCount}笔共{keptMinor}。',
  'Bill {key} should have refunded {dueMinor} by refunds numbering {dueCount}, and is kept as {keptMinor} by {keptCount}.':
    '账单{key}应有{dueCount}笔退款共{dueMinor}，记录为{keptCount}笔共{keptMinor}。',
  'Bill {key} should have kept {dueMinor} from vouchers by its refunds, and is kept as {keptMinor}.':
    '账单{key}的退款未返还代金券的金额应为{dueMinor}，记录为{keptMinor}。',
  'Vouchers should have paid {dueMinor} of bill {key}, and it is kept as {keptMinor}.':
    '代金券应为账单{key}抵扣{dueMinor}，记录为{keptMinor}。',

  // Vouchers.
  'Voucher {voucher} should hold {sumMinor} by its ledger, and holds {balanceMinor}.':
    '按流水，代金券{voucher}余额应为{sumMinor}，实际为{balanceMinor}。',
  'Voucher {voucher} should begin with its issue, and has no ledger entry.':
    '代金券{voucher}应以发放开始，却没有流水记录。',
  'By its ledger voucher {voucher} was withdrawn {firstWithdrawnAt}, and its row says {withdrawnAt}.':
    '按流水，代金券{voucher}的撤回时间为{firstWithdrawnAt}，记录为{withdrawnAt}。',
  'By its ledger voucher {voucher} lapsed {firstLapsedAt}, and its row says {lapsedAt}.':
    '按流水，代金券{voucher}的失效时间为{firstLapsedAt}，记录为{lapsedAt}。',
  'By its ledger the state of voucher {voucher} is {dueState}, and its row says {state}.':
    '按流水，代金券{voucher}的状态为{dueState}，记录为{state}。',
  'Voucher {voucher} should hold nothing after its end, and its ledger leaves {sumMinor}.':
    '代金券{voucher}终止后不应有余额，按流水剩余{sumMinor}。',
  'Voucher {voucher} should be of template {issuedTemplate} like its issuance, and is of {template}.':
    '代金券{voucher}应与其发放单同属模板{issuedTemplate}，实际属于{template}。',
  'Voucher {voucher} should be of one partner, and names records of another.':
    '代金券{voucher}应属于同一合作伙伴，却引用了其他合作伙伴的记录。',
} as const
