/** Templates: the terms of vouchers. */
export const templates = {
  // The list and a template.
  'Create template': '创建模板',
  'Template name': '模板名称',
  'Voucher type': '代金券类型',
  'Voucher type and payment mode': '代金券类型和付费模式',
  'Sum issued': '发放金额',
  'Sum issued ({currency})': '发放金额（{currency}）',
  'Issued and sum ({currency})': '发放数量和金额（{currency}）',
  'Status and day of creation': '状态和创建日期',
  'No template matches these filters.': '没有符合筛选条件的模板。',
  'There are no templates yet.': '还没有模板。',
  'A template holds the terms of vouchers: what they pay for, how much they are worth, how long they are valid. Vouchers are issued from it.':
    '模板规定代金券的条款：可抵扣什么、面额多少、有效期多长。代金券依据模板发放。',
  'A template may name products, and its vouchers go to customers: those come first.':
    '模板可以指定产品，代金券发放给客户，因此请先添加产品和客户。',
  Issue: '发放',
  Archive: '归档',
  'Vouchers issued': '已发放代金券',
  'Terms frozen since': '条款冻结于',
  Terms: '条款',
  Issuances: '发放单',
  'Nothing was issued from this template yet, so its terms can still be edited.':
    '该模板尚未发放，条款仍可编辑。',
  'Asked for': '申请时间',
  'Created from': '创建日期起',
  'Created before': '创建日期早于',
  'Pays for product (code)': '可抵扣产品（代码）',

  // The form.
  'Edit template {id}': '编辑模板{id}',
  'For you and your colleagues; customers see it on their statement.':
    '供您和同事识别，客户会在对账单上看到。',
  'What it pays for': '抵扣范围',
  'Pays for every product but those the catalogue excludes today: {codes}.':
    '可抵扣所有产品，当前目录中排除的除外：{codes}。',
  'Pays for every product: the catalogue excludes none today.': '可抵扣所有产品：当前目录没有排除任何产品。',
  'The products the voucher pays for, or those it does not pay for, as chosen above.':
    '按上方选择，为代金券可抵扣或不可抵扣的产品。',
  'The catalogue is empty.': '产品目录为空。',
  '(not eligible for a list)': '（不可用于专用代金券）',
  'Which fees it pays: those paid in advance, those billed afterwards, or both.':
    '可抵扣的费用：预付费、后付费或两者。',
  'What it is worth': '面额',
  'The face value of one voucher. It can be changed for single customers when issuing.':
    '单张代金券的面额，发放时可为个别客户调整。',
  'Minimum spend': '最低消费',
  'A fee smaller than this is not paid by the voucher.': '低于此金额的费用不能使用代金券抵扣。',
  'How long it is valid': '有效期限',
  'First day': '生效日',
  'Last day': '截止日',
  'Valid to the end of this day.': '当日结束前有效。',
  'Number of days': '天数',
  'The day of issue is the first one.': '发放当日为第一天。',
  'Who pays, and how much at most': '资金来源与上限',
  Funding: '资金来源',
  'Sponsored vouchers wait for a review. Those at own cost do not, unless they are worth more than the review threshold.':
    '赞助的代金券需要审核；自费的不需要，金额超过审核阈值时除外。',
  'Vouchers in all': '代金券总数',
  'No more than this many are ever issued from this template.': '该模板累计发放不超过此数量。',
  'Vouchers per customer': '每位客户上限',
  'No customer ever gets more than this many of them.': '每位客户累计获得不超过此数量。',
  'Total amount': '总金额',
  'Their face values never add up to more than this.': '累计面额不超过此金额。',
  Note: '备注',
  'Only you and your colleagues see it.': '仅您和同事可见。',
  'The last day is before the first day.': '截止日早于生效日。',
  'The last day is over already.': '截止日已过。',
  'The last day is more than 100 years away.': '截止日在100年以后。',
  'This is less than the amount of one voucher.': '低于单张代金券的金额。',
  'This is more than the vouchers in all.': '超过代金券总数。',
  'Tick at least one product.': '请至少勾选一个产品。',
  'The catalogue has no product {codes}.': '目录中没有产品{codes}。',
  'Not eligible for a specific voucher: {codes}. Untick it, or change it under Products.':
    '不可用于专用代金券：{codes}。请取消勾选，或在“产品”中修改。',
  'Copy of {name}': '{name}的副本',

  // The check page and what follows.
  'Check the new template': '核对新模板',
  'Check template {id}': '核对模板{id}',
  'Vouchers of {amount} each, which wait for a review when they are issued. Nothing is issued yet.':
    '每张代金券{amount}，发放时需要审核。此时不会发放。',
  'Vouchers of {amount} each, at your own cost. Nothing is issued yet.':
    '每张代金券{amount}，自费。此时不会发放。',
  'The template is saved. Issue vouchers from it when you are ready.': '模板已保存，您可以随时发放代金券。',
  'Archive template {id}': '归档模板{id}',
  'Nothing more can be issued from “{name}”, for good.': '“{name}”将永久不能再发放。',
  'No voucher was issued from it.': '该模板没有发放过代金券。',
  'The one voucher issued from it lives on as it is.': '由其发放的1张代金券保持不变。',
  'The {count} vouchers issued from it live on as they are.': '由其发放的{count}张代金券保持不变。',
  'Template {id} is archived.': '模板{id}已归档。',

  // Words for terms.
  'Product trial': '产品试用',
  'Customer offer': '客户优惠',
  'General product voucher': '通用代金券',
  'Specific product voucher: only the products listed': '专用代金券：仅限所选产品',
  'Specific product voucher: all but the products listed': '专用代金券：除所选产品以外',
  General: '通用',
  'Only listed': '仅限所选',
  'All but listed': '除所选外',
  All: '全部',
  Prepaid: '预付费',
  Postpaid: '后付费',
  'Fixed dates': '固定日期',
  'Days from issue': '自发放起天数',
  'Own cost': '自费',
  Sponsored: '赞助',
  Ended: '已结束',
  Archived: '已归档',
  '{first} to {last}': '{first}至{last}',
  '1 day from issue': '自发放起1天',
  '{days} days from issue': '自发放起{days}天',
  'All products': '所有产品',
  '{codes} and {more} more': '{codes}等，另有{more}个',
  'All but {codes}': '除{codes}以外的所有产品',
  'All but {codes} and {more} more': '除{codes}及另外{more}个以外的所有产品',
  'What it is given for. Lists and downloads show it; what a voucher pays is the same.':
    '代金券的发放目的。显示在列表和下载文件中，不影响其可抵扣的费用。',
  'Which fees it pays: those of all products that the catalogue does not exclude, or of products that you choose.':
    '可抵扣哪些费用：产品目录未排除的所有产品，或由您选择的产品。',
} as const
