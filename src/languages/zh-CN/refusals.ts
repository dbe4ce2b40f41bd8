/** What is refused, and why: the sentences of `errors.ts` and the page that shows them. */
export const refusals = {
  'Not found': '未找到',
  'Something went wrong': '系统出错',
  'This did not work': '操作未成功',
  'Go to the first page': '回到首页',
  'Copy the template': '复制此模板',
  'There is no such page, or it belongs to someone else.': '页面不存在，或属于他人。',
  'Your role does not allow this. Ask an owner of {partner}.':
    '您的角色无权执行此操作，请联系{partner}的所有者。',
  'This form can no longer be sent. Go back, reload the page and send it again.':
    '此表单已失效。请返回并刷新页面后重新提交。',
  'This form was sent from another site. Open Scrip itself and try again.':
    '此表单来自其他网站。请直接打开Scrip后重试。',
  'Only https is taken here. Open {address} instead; if you did, TRUST_PROXY does not name the proxy before Scrip.':
    '此处仅接受https，请改为打开{address}；如果已经这样做，则TRUST_PROXY没有指定Scrip前面的代理。',
  'This page waited too long, or was never yours. Fill the form in again.':
    '此页面等待过久，或不属于您。请重新填写表单。',
  'Too many attempts. Wait {seconds} seconds, then try again.': '尝试次数过多，请等待{seconds}秒后重试。',
  'Too many downloads of yours run at once. Wait {seconds} seconds, then try again.':
    '您同时进行的下载过多，请等待{seconds}秒后重试。',
  'This set-up link was used, is too old, or was never made. Start Scrip again to get a fresh one.':
    '此初始化链接已使用、已过期或不存在。重新启动Scrip可获取新链接。',
  'This installation already has an account. Sign in instead.': '此系统已有账户，请直接登录。',
  'Everyone at {partner} signs in with two steps, so it cannot be turned off.':
    '{partner}要求所有成员使用两步登录，因此无法关闭。',
  'This link was used, was revoked, is too old, or was never made. Ask an owner of your team for a new one.':
    '此链接已使用、已吊销、已过期或不存在。请向团队所有者索取新链接。',
  'This is the last owner who can sign in. Make another member an owner first.':
    '这是最后一位可登录的所有者。请先将其他成员设为所有者。',
  'This is your own account. Use Change password or Two-step sign-in, which ask for what you know.':
    '这是您自己的账户。请使用“修改密码”或“两步登录”，它们会验证您的身份。',
  'What was sent is larger than {limit}. Send it in parts.': '发送的内容超过{limit}，请分批发送。',
  'Scrip does not read this kind of content. Send a form.': 'Scrip不接受此类内容，请提交表单。',
  'This request could not be read.': '无法识别此请求。',
  'Scrip has more to do than it can. Nothing was changed; try again in a moment.':
    'Scrip当前负载过高。未做任何更改，请稍后重试。',
  'The database is busy. Nothing was changed; try again in a moment.':
    '数据库繁忙。未做任何更改，请稍后重试。',
  'The disk is full. Nothing was changed; make room on it, then try again.':
    '磁盘已满。未做任何更改，请清理空间后重试。',
  'The disk did not do as it was asked. Nothing was changed; look after it, then try again.':
    '磁盘读写失败。未做任何更改，请检查磁盘后重试。',
  'Scrip is not allowed to write to the database. Nothing was changed; let it write the file and its folder.':
    'Scrip无权写入数据库。未做任何更改，请授予其对该文件及所在文件夹的写权限。',
  '{file} is there already. Name another file.': '{file}已存在，请指定其他文件。',
  '{file} does not verify, so it is no backup. Things that disagree: {count}. Name it in DATABASE_FILE and run scrip verify.':
    '{file}未通过核对，不能作为备份。不一致项：{count}。请将其设为DATABASE_FILE并运行scrip verify。',
  '{file} cannot be used: {reason}': '{file}无法使用：{reason}',
  'Something went wrong on our side. Nothing was changed. The log has request {request}.':
    '系统出错，未做任何更改。日志中的请求编号为{request}。',
  'Vouchers of template {template} were asked for, so its terms are frozen. Copy it to change them.':
    '模板{template}已有代金券申请，条款已冻结。如需修改，请复制该模板。',
  'Template {template} is archived: nothing more can be issued from it.':
    '模板{template}已归档，不能再发放。',
  'The last day of template {template} is over: nothing more can be issued from it.':
    '模板{template}已过截止日，不能再发放。',
  'Issuance {issuance} is no longer in review.': '发放单{issuance}已不在审核中。',
  'Only the person who asked for issuance {issuance} can cancel it.': '只有申请人可以取消发放单{issuance}。',
  'You asked for issuance {issuance} yourself. Someone else must review it.':
    '发放单{issuance}由您本人申请，须由他人审核。',
  'Charge {charge} was posted before with other content. Send a new charge under a new id.':
    '扣费{charge}此前已以不同内容入账。请使用新的ID提交新的扣费。',
  'Refund {refund} was posted before with other content. Send a new refund under a new id.':
    '退款{refund}此前已以不同内容入账。请使用新的ID提交新的退款。',
  'Show a token in the header "Authorization: Bearer ...". An owner makes one under API tokens.':
    '请在请求头“Authorization: Bearer ...”中提供令牌。所有者可在“API令牌”中创建。',
  'This token is not known, or was revoked. An owner makes a new one under API tokens.':
    '此令牌不存在或已吊销。所有者可在“API令牌”中创建新令牌。',
  'This token lacks the scope {scope}. An owner makes one that has it under API tokens.':
    '此令牌缺少权限{scope}。所有者可在“API令牌”中创建具备该权限的令牌。',
  '{name}: {reason}': '{name}：{reason}',
} as const
