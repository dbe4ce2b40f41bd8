/** The catalogue: customers, products, and importing them. */
export const customersProducts = {
  // Customers.
  'Add customer': '添加客户',
  'Import CSV': '导入CSV',
  'Edit customer {accountId}': '编辑客户{accountId}',
  'Vouchers of customer {accountId}': '客户{accountId}的代金券',
  'Vouchers of this customer': '该客户的代金券',
  'No customer matches these filters.': '没有符合筛选条件的客户。',
  'Here are the accounts that hold vouchers, each with its account id as on the cloud’s bill.':
    '这里是持有代金券的账号，账号ID与云厂商账单一致。',
  'As on the cloud’s bill. It cannot be changed later: bills find the customer by it.':
    '与云厂商账单一致。之后不能修改：账单据此查找客户。',
  'New vouchers go to active customers only. Those already issued stay usable.':
    '新代金券只发放给有效客户，已发放的仍可使用。',
  'Not active': '无效',
  'Account id begins with': '账号ID开头为',
  'Name contains': '名称包含',
  'Leave out spaces, commas, semicolons and quotation marks.': '请去掉空格、逗号、分号和引号。',
  'There is a customer {accountId} already.': '已有客户{accountId}。',
  'Customer {accountId} is added.': '客户{accountId}已添加。',
  'Customer {accountId} is saved.': '客户{accountId}已保存。',

  // Products.
  'Add product': '添加产品',
  'Product {code}': '产品{code}',
  'Edit product {code}': '编辑产品{code}',
  'View product {code}': '查看产品{code}',
  Category: '类别',
  'General vouchers': '通用代金券',
  'Specific vouchers': '专用代金券',
  'No product matches these filters.': '没有符合筛选条件的产品。',
  'Here are the cloud products that customers are billed for, and which vouchers may pay for each.':
    '这里是向客户计费的云产品，以及每个产品可由哪些代金券抵扣。',
  'As on the cloud’s bill. It cannot be changed later: bills find the product by it.':
    '与云厂商账单一致。之后不能修改：账单据此查找产品。',
  'A word of your own, such as Storage.': '自定义类别，例如“存储”。',
  'Excluded from general vouchers': '不适用通用代金券',
  'Vouchers from general templates saved after this do not pay for it.':
    '此后保存的通用模板，其代金券不能抵扣该产品。',
  'Eligible for specific vouchers': '可用于专用代金券',
  'Templates that list their products may list it.': '指定产品的模板可以选择该产品。',
  Excluded: '不适用',
  'Not excluded': '适用',
  Eligible: '可用',
  'Not eligible': '不可用',
  'Code begins with': '代码开头为',
  'Category contains': '类别包含',
  'There is a product {code} already.': '已有产品{code}。',
  'Product {code} is added.': '产品{code}已添加。',
  'Product {code} is saved.': '产品{code}已保存。',

  // Importing.
  'Import customers': '导入客户',
  'Import products': '导入产品',
  'Nothing is stored yet: the next page shows what each line would do, and asks.':
    '此时不会保存：下一页会显示每行的处理结果并请您确认。',
  'At most 10 MB and 50,000 lines, in UTF-8. Commas, semicolons or tabs between the cells.':
    '最大10 MB、50,000行，UTF-8编码。单元格以逗号、分号或制表符分隔。',
  'Or paste its lines here': '或在此粘贴内容',
  'With the names of the columns in the first line.': '第一行须为列名。',
  'The first line names the columns, in any order. What a file leaves out stays as it is.':
    '第一行为列名，顺序不限。文件中没有的内容保持不变。',
  Meaning: '含义',
  'What to write': '填写内容',
  'Needed in a new line': '新增时必填',
  Example: '示例',
  'As on the cloud’s bill. It says which customer the line is about.':
    '与云厂商账单一致，用于确定该行对应的客户。',
  'As on the cloud’s bill. It says which product the line is about.':
    '与云厂商账单一致，用于确定该行对应的产品。',
  'At most 200 characters.': '最多200个字符。',
  'An address, or nothing.': '邮箱地址，可留空。',
  'A word of your own, or nothing.': '自定义类别，可留空。',
  'yes or no. A new customer is active unless the line says no.': 'yes或no。除非填no，新客户默认为有效。',
  'yes or no. A new product is not excluded unless the line says yes.':
    'yes或no。除非填yes，新产品默认适用。',
  'yes or no. A new product is eligible unless the line says no.': 'yes或no。除非填no，新产品默认可用。',
  'Write yes or no.': '请填写yes或no。',
  'Choose a file, or paste its lines.': '请选择文件，或粘贴内容。',
  'Choose a file or paste lines, but not both.': '请选择文件或粘贴内容，不能同时使用。',
  'In one line: {added} to add, {changed} to change, {unchanged} without change, {refused} refused.':
    '共1行：新增{added}，修改{changed}，无变化{unchanged}，拒绝{refused}。',
  'In {lines} lines: {added} to add, {changed} to change, {unchanged} without change, {refused} refused.':
    '共{lines}行：新增{added}，修改{changed}，无变化{unchanged}，拒绝{refused}。',
  'These columns are not known here and are passed over: {columns}.': '以下列无法识别，将被忽略：{columns}。',
  'Refused ({count})': '被拒绝（{count}）',
  'Import the good lines alone': '仅导入无误的行',
  'The refused lines are left out. Without this tick, nothing is stored.':
    '跳过被拒绝的行。不勾选则不保存任何内容。',
  'Tick this to leave the refused lines out, or mend them in the file and send it again.':
    '请勾选以跳过被拒绝的行，或在文件中修正后重新发送。',
  'Will be added ({count})': '将新增（{count}）',
  'Will change ({count})': '将修改（{count}）',
  'What changes': '变化内容',
  'Change nothing ({count})': '无变化（{count}）',
  'This line has more cells than the first line.': '该行的单元格多于第一行。',
  'Line {line} has the same.': '与第{line}行相同。',
  'The column {column} is there twice.': '列{column}重复。',
  'The first line must name the columns, and {column} must be one of them.':
    '第一行须为列名，且须包含{column}。',
  'This line is new, so it must give {column}.': '该行为新增，必须填写{column}。',
  'Added {added}, changed {changed}.': '已新增{added}，已修改{changed}。',
  'Added {added}, changed {changed}, left {refused} out.': '已新增{added}，已修改{changed}，跳过{refused}。',
  'It stands in the lists, and where a template lists its products.': '显示在列表中，以及模板列出产品之处。',
  'It stands on the customer’s statement and in the lists.': '显示在客户对账单和列表中。',
  'For you and your colleagues: Scrip sends no mail.': '仅供您和同事使用：Scrip不发送邮件。',
} as const
