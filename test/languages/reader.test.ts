import t from 'tap'
import { openApp, openDesk } from '../support/desk.ts'
import { stockCustomers } from '../support/stock.ts'

const CHINESE = { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' }

t.test('a page follows the browser, and says which language it is in', async (t) => {
  const { browser } = await openDesk(t)
  const english = await browser.get('/templates')
  t.match(english.body, /<html lang=en>|<html lang="en">/)
  t.equal(english.headers['content-language'], 'en')
  t.equal(english.title, 'Voucher templates')
  const chinese = await browser.get('/templates', CHINESE)
  t.match(chinese.body, /<html lang="?zh-CN"?>/)
  t.equal(chinese.headers['content-language'], 'zh-CN')
  t.equal(chinese.headers.vary, 'accept-language, accept-encoding')
  t.equal(chinese.title, '代金券模板')
})

t.test('a stranger is greeted in the language of the browser', async (t) => {
  const { stranger } = await openDesk(t)
  t.equal((await stranger().get('/sign-in', CHINESE)).title, '登录')
})

t.test('a member chooses, and the browser is not asked any more', async (t) => {
  const { browser, db } = await openDesk(t)
  const form = (await browser.get('/language')).form('Save language')
  const saved = await form.fill({ 'Language of the pages': '简体中文' }).submit()
  t.equal(saved.flash, '语言已保存。')
  t.equal((await browser.get('/customers', { 'accept-language': 'en' })).title, '客户')
  const events = await db
    .selectFrom('auditEvents')
    .select(['before', 'after'])
    .where('action', '=', 'language.changed')
    .execute()
  t.same(events, [{ before: '{"language":null}', after: '{"language":"zh-CN"}' }])
})

t.test('a member goes back to what the browser asks for', async (t) => {
  const { browser } = await openDesk(t)
  await (await browser.get('/language'))
    .form('Save language')
    .fill({ 'Language of the pages': '简体中文' })
    .submit()
  await (await browser.get('/language')).form('保存语言').fill({ 页面语言: '跟随浏览器' }).submit()
  t.equal((await browser.get('/customers')).title, 'Customers')
  t.equal((await browser.get('/customers', CHINESE)).title, '客户')
})

t.test('what one member chose is nobody else’s', async (t) => {
  const { browser, addMember } = await openDesk(t)
  const viewer = await addMember('viewer')
  await (await browser.get('/language'))
    .form('Save language')
    .fill({ 'Language of the pages': '简体中文' })
    .submit()
  t.equal((await viewer.browser.get('/customers')).title, 'Customers')
})

t.test('a choice that is none is refused, and nothing is changed', async (t) => {
  const { browser, db } = await openDesk(t)
  await browser.get('/language')
  const refused = await browser.post('/language', { language: 'de' })
  t.equal(refused.status, 422)
  t.same(refused.errors(), { 'Language of the pages': 'Choose one of the options.' })
  t.same(await db.selectFrom('members').select('language').execute(), [{ language: null }])
})

t.test('a choice of a language that is no longer there leaves what the browser asks for', async (t) => {
  const { browser, db } = await openDesk(t)
  await db.updateTable('members').set({ language: 'tlh' }).execute()
  t.equal((await browser.get('/customers')).title, 'Customers')
  t.equal((await browser.get('/customers', CHINESE)).title, '客户')
})

t.test('the errors of a form are said in the reader’s language, field by field', async (t) => {
  const { browser } = await openDesk(t)
  await browser.get('/customers/new')
  const again = await browser.post('/customers', { accountId: 'a b', name: '' }, { headers: CHINESE })
  t.equal(again.status, 422)
  t.match(again.body, /账号ID：<\/b> 请去掉空格、逗号、分号和引号。/)
  t.match(again.body, /名称：<\/b> 请填写此项。/)
})

t.test('a page of an error is in the reader’s language; what a machine gets is English', async (t) => {
  const { browser } = await openDesk(t)
  const page = await browser.get('/vouchers/none', CHINESE)
  t.equal(page.status, 404)
  t.equal(page.title, '未找到')
  t.match(page.text, '页面不存在，或属于他人。')
  const data = await browser.get('/vouchers.json?status=none', CHINESE)
  t.same(JSON.parse(data.body), { errors: [{ field: 'status', message: 'Choose one of the options.' }] })
})

t.test('what is refused before anybody is known is said as the browser asks', async (t) => {
  const { app } = await openApp(t, { requests: 0 })
  const { statusCode, body } = await app.inject({ url: '/sign-in', headers: CHINESE })
  t.equal(statusCode, 503)
  t.match(body, 'Scrip当前负载过高。')
})

t.test('a statement follows the browser of who opens it; its file stays as machines read it', async (t) => {
  const desk = await openDesk(t)
  await stockCustomers(desk, ['1001'])
  const links = await desk.browser.get('/customers/1/statements')
  const made = await links.form('Make statement link').submit()
  const path = /\/statements\/[\w-]+/.exec(made.text)?.[0] ?? ''
  const statement = await desk.stranger().get(path, CHINESE)
  t.equal(statement.title, '代金券对账单')
  t.match(statement.body, /<html lang="?zh-CN"?>/)
  const file = await desk.stranger().get(`${path}/entries.csv`, CHINESE)
  t.match(file.body, /^voucher,status,/)
})

t.test('a member’s name is never taken for a word', async (t) => {
  const { browser, db } = await openDesk(t)
  await db.updateTable('members').set({ name: 'Owner' }).execute()
  const log = await browser.get('/audit', CHINESE)
  t.match(log.body, /<option value="?1"?>Owner/)
})
