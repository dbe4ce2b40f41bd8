/** Charges, refunds and bills. */
export const chargesBills = {
  // The list and a charge.
  'Record charge': '录入扣费',
  'Import bill': '导入账单',
  'Try a charge': '试算扣费',
  'No charge matches these filters.': '没有符合筛选条件的扣费。',
  'No fee has come in yet.': '还没有费用入账。',
  'Import a bill, record a charge by hand, or let your billing system post them with a token. Vouchers then pay what they can.':
    '请导入账单、手工录入扣费，或让计费系统使用令牌提交。随后由代金券抵扣。',
  'Charge ID': '扣费ID',
  'Covered ({currency})': '抵扣（{currency}）',
  'Payable ({currency})': '应付（{currency}）',
  'Fee of': '费用时间',
  'Came in': '来源',
  Charge: '扣费',
  'Charge {id}': '扣费{id}',
  Refund: '退款',
  'Covered by vouchers': '代金券抵扣',
  Covered: '抵扣',
  'Not returned to vouchers': '未返还代金券',
  Payable: '应付',
  Description: '说明',
  Posted: '入账时间',
  'Exact sum': '精确合计',
  'token {name}': '令牌{name}',
  'Deductions and refunds': '抵扣与退款',
  'No voucher paid this charge.': '没有代金券抵扣此扣费。',
  Refunds: '退款',
  'What goes back to a voucher that has lapsed or was withdrawn is gone from it again at once. The page of the voucher shows both entries.':
    '返还到已失效或已撤回代金券的金额会立即再次失效。代金券页面会显示这两笔记录。',
  'Refund ID': '退款ID',
  'Not returned ({currency})': '未返还（{currency}）',
  'Vouchers that did not pay, and why': '未抵扣的代金券及原因',
  Fully: '全部',
  Partly: '部分',
  'Not at all': '未抵扣',
  'By machine': '接口',
  'By file': '文件',
  'By hand': '手工',
  'It does not pay for this product.': '不可抵扣此产品。',
  'It does not pay fees of this payment mode.': '不可抵扣此付费模式的费用。',
  'The fee is below its minimum spend.': '费用低于其最低消费。',
  'It was not valid yet.': '当时尚未生效。',
  'It has expired.': '已过期。',
  'It is used up.': '已用完。',
  'It was withdrawn.': '已撤回。',
  'Nothing was left to pay.': '没有剩余待抵扣金额。',
  'Fee from': '费用日期起',
  'Fee before': '费用日期早于',
  Bill: '账单',

  // Recording and trying one.
  'You see which vouchers pay it before anything is posted.': '入账前会显示由哪些代金券抵扣。',
  'Day of the fee': '费用日期',
  'When the fee arose: vouchers pay it that were valid then. Left empty, it is now.':
    '费用产生的日期：由当时有效的代金券抵扣。留空表示当前。',
  'As on the bill. The same id is never posted twice; left empty, one is made.':
    '与账单一致。同一ID不会重复入账；留空则自动生成。',
  'Check the charge': '核对扣费',
  'Pays ({currency})': '抵扣（{currency}）',
  'Vouchers that do not pay, and why': '不抵扣的代金券及原因',
  'Shows which vouchers of a customer would pay a fee, in which order, and why the others would not. Nothing is written.':
    '显示客户的哪些代金券会按什么顺序抵扣费用，以及其他代金券不抵扣的原因。不会写入任何数据。',
  'What would happen': '试算结果',
  'Try another': '再次试算',
  Try: '试算',
  'Back to the charges': '返回扣费',
  'No voucher of {customer} pays for {product}: {payable} stay payable.':
    '{customer}没有代金券抵扣{product}的费用，应付{payable}。',
  '1 voucher of {customer} pays all of the {amount} for {product}.':
    '{customer}的1张代金券抵扣{product}的全部费用{amount}。',
  '{count} vouchers of {customer} pay all of the {amount} for {product}.':
    '{customer}的{count}张代金券抵扣{product}的全部费用{amount}。',
  '1 voucher of {customer} pays {covered} of the {amount} for {product}; {payable} stay payable.':
    '{customer}的1张代金券抵扣{product}费用{amount}中的{covered}，应付{payable}。',
  '{count} vouchers of {customer} pay {covered} of the {amount} for {product}; {payable} stay payable.':
    '{customer}的{count}张代金券抵扣{product}费用{amount}中的{covered}，应付{payable}。',
  'This lies in the future.': '此时间在未来。',
  'This id is taken by a page of Scrip. Put something before or after it.':
    '此ID与Scrip的页面冲突，请在其前后添加字符。',
  'Charge {charge} is posted: vouchers pay {covered} of {amount}.':
    '扣费{charge}已入账：代金券抵扣{amount}中的{covered}。',
  'Charge {charge} is posted. No voucher pays it: {payable} stay payable.':
    '扣费{charge}已入账。没有代金券抵扣，应付{payable}。',
  'Record another charge': '再记录一笔扣费',

  // Refunding.
  'Vouchers cover {covered} of charge {charge}. What is refunded goes back to them, the last one first.':
    '代金券抵扣了扣费{charge}中的{covered}。退款将返还代金券，最后抵扣的优先。',
  'Vouchers cover {covered} of charge {charge}. By your settings, what is refunded does not go back to them.':
    '代金券抵扣了扣费{charge}中的{covered}。按您的设置，退款不返还代金券。',
  'Check the refund': '核对退款',
  'You will refund {amount} of charge {charge} to the vouchers below. What has expired or was withdrawn cannot hold it: there it is gone again at once.':
    '将退还扣费{charge}中的{amount}到以下代金券。已过期或已撤回的代金券无法保留，金额会立即再次失效。',
  'Gets back ({currency})': '返还（{currency}）',
  'You will refund {amount} of charge {charge}. Vouchers get nothing back: by your settings, what they paid stays spent.':
    '将退还扣费{charge}中的{amount}。代金券不获返还：按您的设置，已抵扣的金额不退回。',
  'Vouchers cover {covered} of this charge. No more can be refunded.':
    '代金券抵扣了此扣费中的{covered}，退款不能超过此金额。',
  '{amount} of charge {charge} is refunded. What became of it stands below.':
    '扣费{charge}已退款{amount}，结果如下。',

  // The list of bills and a bill.
  'No bill matches these filters.': '没有符合筛选条件的账单。',
  'No bill was imported yet.': '还没有导入账单。',
  'A bill is a CSV file of cost lines, as clouds export them. It is added up per customer and product, and vouchers pay what they can.':
    '账单是云厂商导出的费用明细CSV文件。系统按客户和产品汇总，并由代金券抵扣。',
  'What the file is': '文件类型',
  'Charges ({currency})': '扣费（{currency}）',
  'Refunds ({currency})': '退款（{currency}）',
  'File name contains': '文件名包含',
  'Bill {id}': '账单{id}',
  'Back to vouchers ({currency})': '返还代金券（{currency}）',
  'This bill posted no charge.': '此账单没有产生扣费。',
  Provider: '云厂商',
  'Period from': '账期起始',
  'Left out': '未计入',
  'SHA-256 of the file': '文件SHA-256',

  // Importing one: the file.
  'Nothing is posted yet: the next page shows what the file comes to, and asks.':
    '此时不会入账：下一页会显示文件汇总结果并请您确认。',
  'See bill {id}': '查看账单{id}',
  'A FOCUS export, or any file with a line for each cost. At most 200 MB, in UTF-8, with commas, semicolons or tabs between the cells.':
    'FOCUS导出文件，或每笔费用一行的任意文件。最大200 MB，UTF-8编码，单元格以逗号、分号或制表符分隔。',
  'The whole period so far': '截至目前的整个账期',
  'Further lines': '追加明细',
  'Everything of its billing periods up to now. Only the difference to what was imported of them before is posted: what is missing in it is refunded.':
    '包含其账期截至目前的全部明细。仅入账与此前导入的差额：缺少的部分将退款。',
  'Lines that no earlier file had. They are added to what was imported before.':
    '此前文件中没有的明细，追加到已导入的内容。',
  'This very file was posted on {at}, as bill {id}. It posts nothing a second time.':
    '此文件已于{at}入账，为账单{id}。不会重复入账。',
  '(no name)': '（无名称）',
  'It has {count} columns. A bill may have {max}.': '文件有{count}列，账单最多{max}列。',
  'The first line must name the columns: at least one each for customer, product and amount.':
    '第一行须为列名：客户、产品和金额至少各有一列。',
  'There is no line below the names of the columns.': '列名下方没有内容。',
  'There may be more: the lines below were not read.': '可能还有其他问题：其后的行未读取。',
  'It adds up to more than {max} fees. Import it in parts.': '汇总后超过{max}笔费用，请分批导入。',
  'There are {cells} cells, and the first line names {columns} columns. Was the file cut off?':
    '有{cells}个单元格，而第一行有{columns}列。文件是否不完整？',
  'The amount is missing.': '缺少金额。',
  '“{text}” is no amount. Write digits with a point for decimals, such as 1234.50 or 4E-7.':
    '“{text}”不是金额。请用数字填写，以小数点分隔小数，例如1234.50或4E-7。',
  '“{text}” is larger than Scrip can hold.': '“{text}”超出Scrip可保存的范围。',
  '“{text}” has more decimals than Scrip can hold.': '“{text}”的小数位数超出Scrip可保存的范围。',
  'The billing period ends before it begins.': '账期的结束早于开始。',
  'The billing period is missing.': '缺少账期。',
  '“{text}” is no billing period. Write its month, such as 2026-11.':
    '“{text}”不是账期。请填写月份，例如2026-11。',
  '“{text}” is no time of a billing period. Write it such as 2026-11-01T00:00:00Z.':
    '“{text}”不是账期时间。请按2026-11-01T00:00:00Z的格式填写。',
  '“{word}” is no payment mode. Write prepaid or postpaid.':
    '“{word}”不是付费模式。请填写prepaid或postpaid。',

  // Its columns.
  'Which column is which': '指定各列含义',
  '{file} is no FOCUS bill, so say what its columns hold. It is remembered for files with the same columns.':
    '{file}不是FOCUS账单，请指定各列的含义。系统会为列相同的文件记住此设置。',
  'The account id of who is charged.': '被扣费客户的账号ID。',
  'The code or the exact name of a product.': '产品的代码或完整名称。',
  'With a point for decimals, as fine as the cloud measures: it is rounded once, at the end.':
    '以小数点分隔小数，可与云厂商计量同样精细：最后统一舍入一次。',
  'Without it, all lines are in your own.': '未指定时，所有行均为您的币种。',
  'A month such as 2026-11, or a day in it.': '月份（例如2026-11）或其中某一天。',
  'Year and month of all lines, such as 2026-11.': '所有行的年月，例如2026-11。',
  'prepaid or postpaid. Without it, all fees are postpaid.':
    'prepaid或postpaid。未指定时，所有费用均为后付费。',
  'The cloud. Bills of one provider and period are compared with each other.':
    '云厂商。同一云厂商同一账期的账单会相互比较。',
  'The name of the cloud, if you import bills of several.': '如果导入多个云厂商的账单，请填写其名称。',
  'What the columns hold': '各列内容',
  'First line': '第一行',
  'Second line': '第二行',
  'Billing period': '账期',
  'Billing period, where no column has it': '账期（无对应列时）',
  'Provider, where no column has it': '云厂商（无对应列时）',
  'Choose a product': '请选择产品',
  'Choose a column': '选择列',
  'Choose one of the columns.': '请选择其中一列。',
  'Choose the column that has the billing period, or write the month here.':
    '请选择账期所在的列，或在此填写月份。',

  // The check page.
  'Check the bill': '核对账单',
  'Posted before ({currency})': '此前入账（{currency}）',
  'New total ({currency})': '新总额（{currency}）',
  'Difference ({currency})': '差额（{currency}）',
  'By vouchers ({currency})': '代金券抵扣（{currency}）',
  'Take it as further lines instead': '改为追加明细',
  'Take it as the whole period so far instead': '改为截至目前的整个账期',
  'What falls is refunded to these customers. If the file holds further lines and not the whole period, say so above.':
    '减少的部分将退还以下客户。如果文件是追加明细而非整个账期，请在上方更改。',
  'By provider and billing period': '按云厂商和账期',
  'Left out of what Confirm posts: {count}. They stand below, each with why. The very same file cannot be imported again later, so mend it first.':
    '确认时不会入账：{count}笔，原因见下方。同一文件之后不能再次导入，请先修正。',
  'Add unknown customers and products': '添加未知的客户和产品',
  'These are too long or have characters that no account id or product code may have: {names}.':
    '以下内容过长，或包含账号ID、产品代码不允许的字符：{names}。',
  'Cannot be charged ({count})': '无法扣费（{count}）',
  'By customer and product ({count})': '按客户和产品（{count}）',
  'By customer and product': '按客户和产品',
  'Download preview CSV': '下载预览CSV',
  'From vouchers': '抵扣的代金券',
  'It is larger than Scrip can hold.': '超出Scrip可保存的范围。',
  'Nothing in this file can be charged as things are.': '按当前情况，此文件没有可扣费的内容。',
  'This file changes nothing of what was posted before.': '此文件与此前入账的内容没有差异。',
  'You will charge {charged}. Vouchers pay {covered} of it, and {payable} stays payable.':
    '将扣费{charged}，其中代金券抵扣{covered}，应付{payable}。',
  'You will refund {refunded}. Of it, {covered} goes back to vouchers.':
    '将退款{refunded}，其中{covered}返还代金券。',
  'You will refund {refunded}. Vouchers paid {covered} of it and get nothing back: by your settings, what they paid stays spent.':
    '将退款{refunded}。代金券抵扣了其中的{covered}，不获返还：按您的设置，已抵扣的金额不退回。',
  'This file lowers what was posted before by {amount}': '此文件使此前入账的金额减少{amount}',
  'The credits are larger than the costs. Nothing is charged; the rest lowers further lines of the period.':
    '抵免大于费用，不产生扣费；余额将抵减该账期的后续明细。',
  'Customers that can be added: {customers}. Products: {products}.':
    '可添加的客户：{customers}，产品：{products}。',
  'It is in {currency}, and vouchers are in {own}.': '币种为{currency}，而代金券为{own}。',
  'The lines name no customer.': '明细中没有客户。',
  'The lines name no product.': '明细中没有产品。',
  'Several products are called {product}, and none has it as its code.':
    '有多个产品名为{product}，且没有以其为代码的产品。',
  'There is no customer {account} and no product {product}.': '没有客户{account}，也没有产品{product}。',
  'Added. Customers: {customers}. Products: {products}.': '已添加。客户：{customers}，产品：{products}。',
  'There is nothing in this file that can be charged.': '此文件中没有可扣费的内容。',
  'What this file would post has changed since you looked. This is how it is now; check it again.':
    '您查看之后，此文件将入账的内容已有变化。以下是当前内容，请重新核对。',
  'This very file was posted before. Nothing was posted a second time.': '此文件此前已入账，没有重复入账。',
  'The bill is posted. What it did stands below.': '账单已入账，结果如下。',
  'As on the cloud’s bill: who is billed for it.': '与云厂商账单一致：费用计入哪个账号。',
  'Whether the customer pays in advance or afterwards: a voucher may be for one of them alone.':
    '客户是预付费还是后付费：代金券可能只适用于其中一种。',
  'The whole fee, before any voucher pays.': '代金券抵扣前的全部费用。',
} as const
