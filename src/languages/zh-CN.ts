import { administration } from './zh-CN/administration.ts'
import { chargesBills } from './zh-CN/charges-bills.ts'
import { customersProducts } from './zh-CN/customers-products.ts'
import { everywhere } from './zh-CN/everywhere.ts'
import { issuances } from './zh-CN/issuances.ts'
import { ledger } from './zh-CN/ledger.ts'
import { refusals } from './zh-CN/refusals.ts'
import { reports } from './zh-CN/reports.ts'
import { search } from './zh-CN/search.ts'
import { signIn } from './zh-CN/sign-in.ts'
import { team } from './zh-CN/team.ts'
import { templates } from './zh-CN/templates.ts'
import { vouchers } from './zh-CN/vouchers.ts'

/**
 * Simplified Chinese, by the English sentence. The words are those of the consoles of Chinese clouds, each for one
 * thing:
 *
 * - voucher 代金券, template 模板, issue 发放, issuance 发放单, withdraw 撤回, face value 面额, balance 余额, outstanding 可用
 * - charge 扣费, deduct 抵扣, refund 退款, bill 账单, billing period 账期, post 入账, payable 应付, give back 返还
 * - unused 未使用, part used 部分使用, used up 已用完, expired 已过期, withdrawn 已撤回, lapse 失效, grace 宽限
 * - ledger 流水, budget 预算, allocate 分配, reclaim 收回, liability 负债, statement 对账单, verify and check 核对
 * - review 审核, approve 通过, reject 驳回, own cost 自费, sponsored 赞助, prepaid 预付费, postpaid 后付费
 * - partner 合作伙伴, member 成员, owner 所有者, issuer 发放员, reviewer 审核员, viewer 查看者, revoke 吊销
 *
 * Chinese and what stands between it have no space: the stylesheet lets the browser set the distance.
 */
export const CHINESE = {
  ...everywhere,
  ...refusals,
  ...signIn,
  ...team,
  ...customersProducts,
  ...templates,
  ...issuances,
  ...vouchers,
  ...chargesBills,
  ...reports,
  ...administration,
  ...ledger,
  ...search,
} as const
