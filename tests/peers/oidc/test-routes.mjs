// What a person would do by hand, and tokens that no honest flow gives out.
//   GET  /interaction/UID                        logs in whom login_hint names (alice); "refuse" refuses
//   POST /test/device {user_code, sub?, refuse?} approves or refuses a device code
//   GET  /test/mint?sub&audience&scope&lifetime  signs a token; a negative lifetime has it expired
import { importJWK, SignJWT } from 'jose';
import { RESOURCES } from './resources.mjs';

export function testRoutes(provider, key) {
  provider.use(async (ctx, next) => {
    if (ctx.path.startsWith('/interaction/')) return logIn(ctx, provider);
    if (ctx.path === '/test/device' && ctx.method === 'POST') return decide(ctx, provider);
    if (ctx.path === '/test/mint') return mint(ctx, provider, key);
    return next();
  });
}

async function logIn(ctx, provider) {
  const { params } = await provider.interactionDetails(ctx.req, ctx.res);
  const sub = params.login_hint ?? 'alice';
  const result =
    sub === 'refuse'
      ? { error: 'access_denied', error_description: 'The person refused' }
      : { login: { accountId: sub }, consent: {} };
  ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
}

async function decide(ctx, provider) {
  const { user_code: typed, sub = 'alice', refuse } = await readForm(ctx.req);
  const code = await provider.DeviceCode.findByUserCode(typed.toUpperCase().replace(/\W/g, ''));
  if (!code) {
    ctx.status = 404;
    return;
  }
  if (refuse) {
    Object.assign(code, { error: 'access_denied', errorDescription: 'The person refused' });
  } else {
    const audience = code.params.resource;
    const grant = new provider.Grant({ clientId: code.clientId, accountId: sub });
    grant.addOIDCScope(RESOURCES.scopes);
    grant.addResourceScope(audience, RESOURCES.scopes);
    Object.assign(code, {
      accountId: sub,
      authTime: Math.floor(Date.now() / 1000),
      grantId: await grant.save(),
      resource: audience,
      scope: code.params.scope ?? 'openid',
    });
  }
  await code.save();
  ctx.status = 204;
}

async function mint(ctx, provider, key) {
  const { sub = 'alice', audience = 'rucio', scope = 'openid profile', lifetime = '3600' } = ctx.query;
  const now = Math.floor(Date.now() / 1000);
  const token = await new SignJWT({ scope, client_id: 'esap' })
    .setProtectedHeader({ alg: 'RS256', typ: 'at+jwt', kid: key.kid })
    .setIssuer(provider.issuer)
    .setSubject(sub)
    .setAudience(audience)
    .setIssuedAt(now - 10)
    .setExpirationTime(now + Number(lifetime))
    .setJti(crypto.randomUUID())
    .sign(await importJWK(key));
  ctx.body = { access_token: token, token_type: 'Bearer', expires_in: Number(lifetime), scope };
}

async function readForm(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return Object.fromEntries(new URLSearchParams(text));
}
