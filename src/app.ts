import fastifyFormbody from '@fastify/formbody'
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify'
import { auditRoutes } from './audit/audit-routes.ts'
import { billCheckRoutes } from './bills/bill-check-routes.ts'
import { billColumnsRoutes } from './bills/bill-columns-routes.ts'
import { billFormRoutes } from './bills/bill-form-routes.ts'
import { billRoutes } from './bills/bill-routes.ts'
import { budgetChangeRoutes } from './budget/budget-change-routes.ts'
import { budgetRoutes } from './budget/budget-routes.ts'
import { chargeApiRoutes } from './charges/charge-api-routes.ts'
import { chargeFormRoutes } from './charges/charge-form-routes.ts'
import { chargeRoutes } from './charges/charge-routes.ts'
import { refundRoutes } from './charges/refund-routes.ts'
import type { Config } from './config.ts'
import { customerRoutes } from './customers/customer-routes.ts'
import type { Db } from './database/open.ts'
import { healthRoutes } from './health/health-routes.ts'
import { issuanceFormRoutes } from './issuances/issuance-form-routes.ts'
import { issuanceRoutes } from './issuances/issuance-routes.ts'
import { pickCustomersRoutes } from './issuances/pick-customers-routes.ts'
import { reviewListRoutes } from './issuances/review-list-routes.ts'
import { reviewRoutes } from './issuances/review-routes.ts'
import { verificationRoutes } from './ledger/verification-routes.ts'
import { invitationRoutes } from './members/invitation-routes.ts'
import { invitationUseRoutes } from './members/invitation-use-routes.ts'
import { languageRoutes } from './members/language-routes.ts'
import { memberActRoutes } from './members/member-act-routes.ts'
import { memberResetRoutes } from './members/member-reset-routes.ts'
import { memberRoutes } from './members/member-routes.ts'
import { apiTokenRoutes } from './partners/api-token-routes.ts'
import { limitDownloads } from './partners/download-limit.ts'
import { setUpRoutes } from './partners/set-up-routes.ts'
import { settingsRoutes } from './partners/settings-routes.ts'
import { registerAccess } from './partners/signed-in.ts'
import { productRoutes } from './products/product-routes.ts'
import { customerLiabilityRoutes } from './reports/customer-liability-routes.ts'
import { liabilityRoutes } from './reports/liability-routes.ts'
import { overviewRoutes } from './reports/overview-routes.ts'
import { usageRoutes } from './reports/usage-routes.ts'
import { searchRoutes } from './search/search-routes.ts'
import { registerSessions } from './sign-in/register-sessions.ts'
import { sessionRoutes } from './sign-in/session-routes.ts'
import { sessionStore } from './sign-in/session-store.ts'
import { signInRoutes } from './sign-in/sign-in-routes.ts'
import { twoStepCodeRoutes } from './sign-in/two-step-code-routes.ts'
import { twoStepRoutes } from './sign-in/two-step-routes.ts'
import { twoStepSignInRoutes } from './sign-in/two-step-sign-in-routes.ts'
import { statementLinkRoutes } from './statements/statement-link-routes.ts'
import { statementRoutes } from './statements/statement-routes.ts'
import { templateFormRoutes } from './templates/template-form-routes.ts'
import { templateRoutes } from './templates/template-routes.ts'
import { type At, nowAt } from './time/instant.ts'
import { voucherRoutes } from './vouchers/voucher-routes.ts'
import { withdrawalRoutes } from './vouchers/withdrawal-routes.ts'
import { assetRoutes } from './web/assets.ts'
import { BOUNDS, type Bounds, boundConnections, boundedBy } from './web/bounds.ts'
import { clientErrorHandler } from './web/client-errors.ts'
import { registerCompression } from './web/compression.ts'
import { cookieSigner, registerCookies } from './web/cookies.ts'
import { registerCsrf } from './web/csrf.ts'
import { registerErrorPages } from './web/error-pages.ts'
import { headersOf, registerHeaders } from './web/headers.ts'
import { requireHttps } from './web/https-only.ts'
import { refuseOverload } from './web/overload.ts'
import { paths } from './web/paths.ts'
import { registerReader } from './web/reader.ts'
import { spoolFolder } from './web/spool.ts'
import { readCertificate } from './web/tls.ts'
import { registerViews } from './web/views.ts'

/** What the console needs from outside. */
interface AppOptions {
  config: Pick<Config, 'databaseFile' | 'publicUrl' | 'trustProxy' | 'sessionSecret' | 'logLevel' | 'tls'>
  db: Db
  /** The clock; tests set their own. */
  now?: () => At
  /** How much is let in, and how long it is waited for; tests set their own. */
  bounds?: Bounds
  /** Adds hooks that see every request, whatever becomes of it. */
  instrument?: ((app: FastifyInstance) => void) | undefined
}

const FORM_BYTES = 64 * 1024
/** Ids of billing systems stand in paths, at three characters for each that must be escaped. */
const LONGEST_ID = 2000

/** Builds the console over an open, migrated database. It does not listen yet. */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const { config, db, now = nowAt, bounds = BOUNDS } = options
  const secure = config.publicUrl.protocol === 'https:'
  const bounded = boundedBy(bounds)
  const app = fastify({
    ...bounded.options,
    ...(config.tls
      ? { https: { ...bounded.listener, ...readCertificate(config.tls) } }
      : { http: bounded.listener }),
    bodyLimit: FORM_BYTES,
    trustProxy: config.trustProxy.length > 0 ? config.trustProxy : false,
    logger: loggerOptions(config.logLevel),
    clientErrorHandler: clientErrorHandler(secure),
    // An address that cannot even be read comes before every hook: no page can be made for it.
    frameworkErrors: (_error, _request, reply: FastifyReply) => {
      reply
        .code(400)
        .headers(headersOf(secure))
        .type('text/plain; charset=utf-8')
        .send('This address cannot be read.\n')
    },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: LONGEST_ID },
    // Fastify's own schemas, which it would load at each start, are not used: web/fields.ts reads what is sent.
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
  })
  // Where any free port was asked for, only the server knows which one it is.
  const linkTo = (path: string) =>
    new URL(path, config.publicUrl.port === '0' ? app.listeningOrigin : config.publicUrl).href

  options.instrument?.(app)
  registerReader(app)
  registerHeaders(app, secure)
  registerCompression(app)
  if (secure) requireHttps(app, () => linkTo(paths.home()))
  boundConnections(app, bounds, config.trustProxy, refuseOverload(app, bounds.requests))
  const signer = cookieSigner(config.sessionSecret)
  await registerCookies(app, signer, secure)
  await app.register(fastifyFormbody)
  // Scrip reads forms and JSON. Fastify takes text/plain, too, unless it is told not to.
  app.removeContentTypeParser('text/plain')
  const cookie = app.ownCookie('session')
  await registerSessions(app, {
    secret: signer,
    cookieName: cookie.name,
    cookie: cookie.options,
    store: sessionStore(db, now),
    saveUninitialized: false,
    rolling: false,
  })
  registerAccess(app, db, now)
  limitDownloads(app)
  await registerCsrf(app, config.sessionSecret)
  await registerViews(app)
  registerErrorPages(app)

  healthRoutes(app, db, config.databaseFile)
  assetRoutes(app)
  overviewRoutes(app, db)
  searchRoutes(app, db)
  setUpRoutes(app, db, now)
  signInRoutes(app, db, now)
  twoStepSignInRoutes(app, db, now)
  twoStepRoutes(app, db)
  twoStepCodeRoutes(app, db)
  sessionRoutes(app, db)
  languageRoutes(app, db)
  memberRoutes(app, db)
  memberActRoutes(app, db)
  memberResetRoutes(app, db, linkTo)
  invitationRoutes(app, db, linkTo)
  invitationUseRoutes(app, db, now)
  productRoutes(app, db)
  customerRoutes(app, db)
  statementLinkRoutes(app, db, linkTo)
  statementRoutes(app, db, now)
  templateRoutes(app, db)
  templateFormRoutes(app, db)
  issuanceRoutes(app, db)
  issuanceFormRoutes(app, db)
  pickCustomersRoutes(app, db)
  reviewRoutes(app, db)
  reviewListRoutes(app, db)
  voucherRoutes(app, db)
  withdrawalRoutes(app, db)
  chargeApiRoutes(app, db)
  chargeFormRoutes(app, db)
  chargeRoutes(app, db)
  refundRoutes(app, db)
  settingsRoutes(app, db)
  budgetRoutes(app, db)
  budgetChangeRoutes(app, db)
  apiTokenRoutes(app, db)
  auditRoutes(app, db)
  verificationRoutes(app, db)
  billFormRoutes(app, db, spoolFolder(config.databaseFile))
  billColumnsRoutes(app, db)
  billCheckRoutes(app, db)
  billRoutes(app, db)
  liabilityRoutes(app, db)
  customerLiabilityRoutes(app, db)
  usageRoutes(app, db)
  return app
}

function noSchema(): never {
  throw new Error('A route has a schema of Fastify’s: read what is sent by web/fields.ts instead')
}

/** Logs a request by its route, never by its URL, headers or body: those hold tokens and people's names. */
function loggerOptions(level: string) {
  return {
    level,
    serializers: {
      req: (request: { method: string; routeOptions?: { url?: string }; ip: string }) => ({
        method: request.method,
        route: request.routeOptions?.url ?? 'none',
        address: request.ip,
      }),
    },
  }
}
