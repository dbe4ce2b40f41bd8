/** Members, roles, invitations, and links to choose a new password. */
export const team = {
  // The list and a member.
  'Invite member': '邀请成员',
  'Full name': '姓名',
  Role: '角色',
  Joined: '加入时间',
  'Open invitations': '未使用的邀请',
  For: '邀请对象',
  'Made by': '创建人',
  'Works until': '有效至',
  Revoke: '吊销',
  'Revoke the invitation for {name}': '吊销给{name}的邀请',
  'Nobody is invited at the moment. An invitation is a link that you make here and hand over yourself.':
    '目前没有邀请。邀请是您在此创建并自行转交的链接。',
  'Reset password': '重置密码',
  Deactivate: '停用',
  Activate: '启用',
  'Change role': '修改角色',
  'With another role, this member has to sign in again everywhere, and the invitations and password links that they made stop working.':
    '修改角色后，该成员需在所有位置重新登录，其创建的邀请和密码链接也将失效。',
  'Save role': '保存角色',
  'Back to the team': '返回团队',
  '{name} (you)': '{name}（您）',
  Deactivated: '已停用',
  On: '已开启',
  Off: '未开启',
  'Not signed in': '未登录',
  'The role of {name} is saved.': '{name}的角色已保存。',
  'The member is activated and can sign in again.': '成员已启用，可以重新登录。',
  'This member is deactivated. Activate them first.': '该成员已停用，请先启用。',

  // Roles.
  Owner: '所有者',
  'May do everything: also members, settings, the budget and API tokens.':
    '拥有全部权限，包括成员、设置、预算和API令牌。',
  Issuer: '发放员',
  'Keeps customers, products and templates, issues and withdraws vouchers, posts charges and bills.':
    '维护客户、产品和模板，发放和撤回代金券，录入扣费和账单。',
  Reviewer: '审核员',
  'Approves or rejects what waits for a review, and reads everything else.':
    '通过或驳回待审核的发放单，可查看其他全部内容。',
  Viewer: '查看者',
  'Reads everything, and changes nothing.': '可查看全部内容，不能修改。',

  // Inviting.
  'You get a link to hand over. Whoever opens it chooses an email address and a password of their own.':
    '您将获得一个供转交的链接。打开链接的人自行设置邮箱和密码。',
  'Whom it is meant for. An earlier invitation for the same name stops working.':
    '邀请对象的姓名。此前给同名者的邀请将失效。',
  'Make link': '创建链接',
  'Invitation for {name}': '给{name}的邀请',
  'Whoever opens it first becomes a member, with the role {role}.':
    '最先打开链接的人将成为成员，角色为{role}。',
  'Its link stops working at once. You can make a new one at any time.':
    '其链接立即失效。您可以随时创建新邀请。',
  'The invitation can no longer be used.': '该邀请已失效。',
  'This is the link for {name}. Copy it now: it is not shown again.':
    '这是给{name}的链接。请立即复制，链接不会再次显示。',
  'It works once, until {expires} ({timeZone}).': '链接仅可使用一次，有效至{expires}（{timeZone}）。',
  'Scrip sends no mail: hand it over yourself, in a way that nobody else reads.':
    'Scrip不发送邮件：请自行以他人无法看到的方式转交。',
  'Join {partner}': '加入{partner}',
  '{partner} invites you to its voucher desk. Choose what you will sign in with.':
    '{partner}邀请您加入其代金券管理平台。请设置登录信息。',
  'Your role': '您的角色',
  'What it is for': '用途说明',
  'You are signed in as {signedInAs}. Once you have joined, this browser is signed in as the new member instead.':
    '您当前以{signedInAs}登录。加入后，此浏览器将改以新成员身份登录。',
  Join: '加入',
  'You are a member of {partner} now.': '您已成为{partner}的成员。',
  'This email address cannot be used. Choose another.': '此邮箱不可用，请换一个。',
  'A member of this installation has this email address. Choose another.':
    '此系统中已有成员使用该邮箱，请换一个。',

  // A new password by a link.
  'Reset the password of {name}': '重置{name}的密码',
  'You get a link by which they choose a new password. It works once, for 24 hours.':
    '您将获得一个供其设置新密码的链接，24小时内可使用一次。',
  'Their present password works until then. Earlier links for them stop working.':
    '在此之前当前密码仍有效。此前给该成员的链接将失效。',
  'Make sure that it is they who ask: whoever opens the link can sign in as them.':
    '请确认是本人提出请求：打开链接的人可以其身份登录。',
  'New password for {name}': '{name}的新密码',
  'Whoever opens it first chooses the password of this member.': '最先打开链接的人将设置该成员的密码。',
  'Choose a new password': '设置新密码',
  'It is for {email} at {partner}. Every browser in which this member is signed in will have to sign in again.':
    '用于{partner}的{email}。该成员在所有浏览器中都需重新登录。',
  'Save password': '保存密码',
  'The password of {email} is changed. Sign in with the new one.': '{email}的密码已修改，请用新密码登录。',
  'No active member of this installation has this email address.': '此系统中没有使用该邮箱的有效成员。',

  // Taking something away from a member.
  'Deactivate {name}': '停用{name}',
  'They are signed out everywhere at once and cannot sign in until an owner activates them again.':
    '该成员将立即在所有位置退出登录，在所有者重新启用之前无法登录。',
  'Links for them to choose a new password stop working, and so do the invitations and password links that they made for others.':
    '供其设置新密码的链接将失效，其为他人创建的邀请和密码链接也将失效。',
  'What they did stays, with their name. API tokens and statement links that they made go on working: revoke those yourself.':
    '其操作记录及姓名将保留。其创建的API令牌和对账单链接仍然有效，请自行吊销。',
  '{name} is deactivated and signed out everywhere.': '{name}已停用，并已在所有位置退出登录。',
  'Turn off two-step sign-in of {name}': '关闭{name}的两步登录',
  'This is for somebody who has lost the phone and the recovery codes. Make sure that it is they who ask.':
    '适用于手机和恢复码均已丢失的成员。请确认是本人提出请求。',
  'They are signed out everywhere, and their password alone signs them in until they set up a phone again.':
    '该成员将在所有位置退出登录，重新设置手机前仅凭密码即可登录。',
  'Their recovery codes stop working, too.': '其恢复码也将失效。',
  'Two-step sign-in of {name} is off.': '{name}的两步登录已关闭。',
} as const
