/** Issuing, and the review of what waits for one. */
export const issuances = {
  // Issuing.
  'Issue vouchers': '发放代金券',
  'One customer per line: the account id and, if it differs from {amount}, the amount. For example: 1002 75.50':
    '每行一个客户：填写账号ID；金额不是{amount}时另填金额。例如：1002 75.50',
  'Tick customers in the list': '从列表中勾选客户',
  'With the columns account_id and amount; the amount may be empty. Its lines are added to those above.':
    '包含account_id和amount两列，amount可为空。文件中的行会追加到上方内容之后。',
  'Why these customers get them. It stands on every voucher.': '发放给这些客户的原因，会显示在每张代金券上。',
  'Tick customers': '勾选客户',
  'The ones you tick are added to the list of the form. Customers who are not active are left out.':
    '勾选的客户会加入表单列表，无效客户不在其中。',
  'No active customer matches.': '没有符合条件的有效客户。',
  'All customers who match, on every page': '所有页面上符合条件的全部客户',
  'All customers who match': '符合条件的全部客户',
  'Add to the form': '加入表单',
  'Check what you issue': '核对发放内容',
  'You will issue 1 voucher worth {total}, valid {validity}.':
    '将发放1张代金券，金额{total}，有效期{validity}。',
  'You will issue {count} vouchers worth {total} in all, valid {validity}.':
    '将发放{count}张代金券，总金额{total}，有效期{validity}。',
  'First lines': '前几行',
  'An account id has no spaces, commas or semicolons.': '账号ID不含空格、逗号或分号。',
  'Issue at most {max} vouchers in one go.': '一次最多发放{max}张代金券。',
  'Write at least one customer.': '请至少填写一个客户。',
  'The amount must be more than nothing.': '金额必须大于零。',
  'Customer {account} is not active.': '客户{account}无效。',
  'Customer {account} has {count} of these vouchers, and the limit is {limit}.':
    '客户{account}已有{count}张此类代金券，上限为{limit}张。',
  'Customer {account} stands in line {first} already.': '客户{account}已在第{first}行。',
  'The template’s limit of vouchers leaves {left}; these are {count}.':
    '模板还可发放{left}张，此次为{count}张。',
  'The template allows {left} more; these add up to {total}.': '模板还可发放{left}，此次共{total}。',
  'The budget leaves {left}; these add up to {total}.': '预算剩余{left}，此次共{total}。',
  '1 voucher of {total} was issued to {customer}.': '已向{customer}发放1张代金券，金额{total}。',
  '{count} vouchers worth {total} in all were issued to {count} customers.':
    '已向{count}个客户发放{count}张代金券，总金额{total}。',
  'See what was issued': '查看已发放的代金券',
  '1 voucher of {total} for {customer} waits for a review.':
    '发放给{customer}的1张代金券正在等待审核，金额{total}。',
  '{count} vouchers worth {total} in all for {count} customers wait for a review.':
    '发放给{count}个客户的{count}张代金券正在等待审核，总金额{total}。',
  'See what waits for a review': '查看待审核的发放单',

  // An issuance.
  Issuance: '发放单',
  'Issuance {id}': '发放单{id}',
  'See its vouchers': '查看代金券',
  'Withdraw all unused': '撤回全部未使用',
  'Cancel issuance': '取消发放',
  'Ask again': '重新申请',
  'Download all lines as CSV': '下载全部明细CSV',
  'In review': '审核中',
  Rejected: '已驳回',
  Cancelled: '已取消',
  'Issuance {id} is cancelled. No voucher was issued.': '发放单{id}已取消，未发放代金券。',

  // Reviewing.
  'Back to the reviews': '返回审核',
  Decide: '审核',
  'Cannot be approved now:': '当前无法通过：',
  'What is left': '剩余额度',
  Approve: '通过',
  Reject: '驳回',
  'It stands on the issuance, for everyone to read.': '显示在发放单上，所有成员可见。',
  'Who asked for it reads why.': '申请人会看到原因。',
  'Reason for approving': '通过原因',
  'Reason for rejecting': '驳回原因',
  'Issuance {id} is approved, and its vouchers are issued.': '发放单{id}已通过，代金券已发放。',
  'Issuance {id} is rejected. No voucher was issued.': '发放单{id}已驳回，未发放代金券。',
  'Approving it issues 1 voucher worth {total}, valid from {first} to {last}.':
    '通过后将发放1张代金券，金额{total}，有效期{first}至{last}。',
  'Approving it issues {count} vouchers worth {total} in all, valid from {first} to {last}.':
    '通过后将发放{count}张代金券，总金额{total}，有效期{first}至{last}。',
  '{before}, which is not enough': '{before}，不足',
  '{before} before the approval, {after} after it': '通过前{before}，通过后{after}',
  'Vouchers that the template leaves': '模板剩余数量',
  'Amount that the template leaves': '模板剩余金额',
  'Budget left': '剩余预算',
  'It waits for a review by someone other than you. Nobody can use these vouchers yet; you can still cancel.':
    '等待他人审核。这些代金券暂不可使用，您仍可取消。',
  'Nobody else may review it yet. Invite a colleague who may, or give one the role of reviewer.':
    '目前没有其他成员可以审核。请邀请可审核的同事，或将一位成员设为审核员。',
  'Open the team': '打开团队',
  'It waits for a review. Nobody can use these vouchers yet; who asked for them can still cancel.':
    '等待审核。这些代金券暂不可使用，申请人仍可取消。',
  'Review because': '审核原因',
  'The reviewer’s reason': '审核意见',
  Approved: '已通过',
  'No issuance was decided this way.': '没有此类审核结果的发放单。',
  'Nothing waits for a review.': '没有待审核的发放单。',
  'Vouchers wait here when they are issued from a sponsored template, or come to more than the review threshold. Someone other than who asked then approves or rejects them.':
    '使用赞助模板发放，或金额超过审核阈值时，代金券在此等待，由申请人以外的成员通过或驳回。',
  'Asked by': '申请人',
  'Asked for, and by whom': '申请时间和申请人',
  'Why it waits': '待审核原因',
  Decided: '审核时间',
  'Decided by': '审核人',
  'Decided, and by whom': '审核时间和审核人',
  'Yours: someone else must decide': '您本人的申请，须由他人审核',
  Review: '审核',
  Waiting: '待处理',
  'Above the review threshold': '超过审核阈值',
  'Issued after review': '审核后发放',
  'It waits for a review because it is sponsored.': '因属赞助，需要审核。',
  'It waits for a review because it comes to more than {threshold}, the review threshold.':
    '因超过审核阈值{threshold}，需要审核。',
  'From template “{template}”. It is sponsored, so the vouchers wait for a review.':
    '依据模板“{template}”发放。模板属赞助，代金券需要审核。',
  'From template “{template}”. The vouchers can be used at once.':
    '依据模板“{template}”发放，代金券可立即使用。',
  'From template “{template}”. The vouchers can be used at once; what comes to more than {threshold} waits for a review.':
    '依据模板“{template}”发放，代金券可立即使用；超过{threshold}的需要审核。',
} as const
