/** Setting up, signing in, and what a member does with their own account. */
export const signIn = {
  // Setting up.
  'Set up Scrip': '初始化Scrip',
  'This makes the first account. It is the owner, and can do everything.':
    '此处创建第一个账户。该账户为所有者，拥有全部权限。',
  'Your business': '您的企业',
  You: '您本人',
  'Partner name': '合作伙伴名称',
  Currency: '币种',
  'Time zone': '时区',
  'Your name': '您的姓名',
  Password: '密码',
  'As your customers know it.': '客户所熟知的名称。',
  'Every voucher, charge and sum is in this currency.': '所有代金券、扣费和合计均使用此币种。',
  'A voucher is valid to the end of its last day here.': '代金券在此时区最后一天结束前有效。',
  'You sign in with it.': '用于登录。',
  'At least 12 characters. Four words you can remember are good.': '至少12个字符，建议使用四个容易记住的词。',
  'Create account': '创建账户',
  'Choose a time zone from the list, such as Europe/Berlin.': '请从列表中选择时区，例如Europe/Berlin。',
  'The account is made. Add your products and customers, then create a template.':
    '账户已创建。请先添加产品和客户，再创建模板。',

  // Signing in.
  'Sign in': '登录',
  'The email or the password is wrong.': '邮箱或密码错误。',
  'Enter your code': '输入验证码',
  'Your password is right. Your account asks for a second step, within ten minutes.':
    '密码正确。您的账户需要第二步验证，请在十分钟内完成。',
  'Six digits from your authenticator app. Without the app, type one of your recovery codes.':
    '身份验证器应用中的六位数字。无法使用应用时，请输入一个恢复码。',
  'Start again': '重新开始',
  'This code is wrong, or was used before. Wait for the next one, or use a recovery code.':
    '验证码错误或已使用。请等待下一个，或使用恢复码。',
  'This code was used a moment ago. If you saw no recovery codes then, make new ones with the next code.':
    '此验证码刚刚已使用。如果当时没有看到恢复码，请用下一个验证码重新生成。',
  'That was your last recovery code. Make new ones under Two-step sign-in.':
    '这是您的最后一个恢复码。请在“两步登录”中重新生成。',
  'You have used a recovery code. One is left.': '您使用了一个恢复码，还剩1个。',
  'You have used a recovery code. {left} are left.': '您使用了一个恢复码，还剩{left}个。',
  'Password and code': '密码和验证码',
  'Password and recovery code': '密码和恢复码',

  // The password.
  'Every other browser in which you are signed in will have to sign in again.':
    '您在其他浏览器中的登录都将失效，需重新登录。',
  'Current password': '当前密码',
  'New password': '新密码',
  'This is not your current password.': '当前密码不正确。',
  'Your password is changed. Every other session of yours has ended.': '密码已修改，您的其他会话均已结束。',
  'Choose a password of at least {min} characters.': '密码至少需要{min}个字符。',
  'This password is on the lists that are tried first. Choose another; four words are good.':
    '此密码属于最先被尝试的常用密码，请换一个，建议使用四个词。',
  'Apart from names that others know, there is too little in this password. Choose another.':
    '除去他人知道的名字，此密码的内容过少，请换一个。',

  // Two-step sign-in.
  'With two-step sign-in, Scrip asks for a code from an app on your phone besides your password. Whoever learns your password cannot sign in with it alone.':
    '开启两步登录后，除密码外，Scrip还会要求输入手机应用中的验证码。他人仅凭您的密码无法登录。',
  'Everyone at {partner} signs in with two steps. Turn it on to go on.':
    '{partner}要求所有成员使用两步登录，请开启后继续。',
  'Turn on': '开启',
  'Turn off': '关闭',
  'It is on: when you sign in, Scrip asks for a code from your authenticator app, too.':
    '已开启：登录时，Scrip还会要求输入身份验证器应用中的验证码。',
  'Recovery codes left': '剩余恢复码',
  'Make new recovery codes': '重新生成恢复码',
  'Change to another app or phone': '更换应用或手机',
  'Turn off two-step sign-in': '关闭两步登录',
  'You get ten new ones, and those you have open nothing any more.':
    '您将获得十个新恢复码，现有的恢复码随即失效。',
  'Make recovery codes': '生成恢复码',
  'These are your new recovery codes. The old ones open nothing any more.': '以下是新的恢复码，旧的已失效。',
  'The app you have works until the new one has shown its first code.':
    '在新应用验证首个验证码之前，现有应用仍可使用。',
  'Your password alone will be enough to sign in. Your recovery codes will be gone.':
    '之后仅凭密码即可登录，您的恢复码将被删除。',
  'Two-step sign-in is off. Your password alone is enough to sign in.': '两步登录已关闭，仅凭密码即可登录。',
  'Two-step sign-in is on, and every other session of yours has ended.':
    '两步登录已开启，您的其他会话均已结束。',
  'This was done before. If you have no recovery codes, make new ones.':
    '此操作已完成。如果没有恢复码，请重新生成。',
  'Set up your app': '设置身份验证器应用',
  'Any authenticator app will do: the one of your phone, of your password manager, or another.':
    '任何身份验证器应用均可：手机自带、密码管理器或其他应用。',
  '1. Scan this with the app': '1. 用应用扫描此二维码',
  'QR code of the key below': '下方密钥的二维码',
  'If the app cannot scan, type this key into it:': '如果应用无法扫描，请手动输入此密钥：',
  'Open the app on this device': '在此设备上打开应用',
  '2. Type the code that the app shows': '2. 输入应用显示的验证码',
  'Six digits. It changes every thirty seconds.': '六位数字，每三十秒变化一次。',
  'This is not the code that the app shows. Wait for the next one; if that is wrong, too, set the clock of the phone.':
    '与应用显示的验证码不符。请等待下一个；如仍不正确，请校准手机时间。',
  'Recovery codes': '恢复码',
  'Each of these signs you in once in place of the app’s code, should you lose your phone. Print them or write them down now, and keep them safe: they are not shown again.':
    '如果手机丢失，每个恢复码可代替应用验证码登录一次。请立即打印或抄写并妥善保管，恢复码不会再次显示。',
  'For signing in to Scrip as {email} of {partner}, made {at}.':
    '用于以{partner}的{email}登录Scrip，生成于{at}。',
  'I have kept them': '我已保存',

  // Sessions.
  'End all others': '结束其他所有会话',
  'Where you are signed in. End what you do not know, then change your password.':
    '您的登录位置。请结束不认识的会话，然后修改密码。',
  Browser: '浏览器',
  Address: '地址',
  'Signed in': '登录',
  'Signed in at': '登录时间',
  'Last seen': '最近活动',
  'This browser': '当前浏览器',
  End: '结束',
  'End the session of {browser}, last seen {seen}': '结束{browser}的会话，最近活动{seen}',
  'These are the {count} that were seen last. End all others to be rid of the rest.':
    '以上是最近活动的{count}个会话。结束其他所有会话可清除其余会话。',
  '{browser} on {system}': '{system}上的{browser}',
  'Unknown browser': '未知浏览器',
  'The session has ended. That browser has to sign in again.': '会话已结束，该浏览器需重新登录。',
  'Every other session of yours has ended.': '您的其他会话均已结束。',

  // The language.
  'In which language Scrip speaks to you, and how it writes numbers and dates. Others see their own.':
    'Scrip使用的语言，以及数字和日期的格式。此设置只影响您自己。',
  'Language of the pages': '页面语言',
  'As the browser asks': '跟随浏览器',
  'The language is saved.': '语言已保存。',
  'Save language': '保存语言',
} as const
