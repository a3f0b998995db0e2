// Token exchange (RFC 8693), which oidc-provider leaves to whoever deploys it.
import { importJWK, jwtVerify } from 'jose';
import { errors } from 'oidc-provider';
import { audienceResource, RESOURCES } from './resources.mjs';

const GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
const PARAMETERS = [
  'audience',
  'resource',
  'scope',
  'requested_token_type',
  'subject_token',
  'subject_token_type',
];

export function exchange(provider, key) {
  provider.registerGrantType(GRANT, (ctx) => handle(ctx, provider, key), PARAMETERS);
}

async function handle(ctx, provider, key) {
  const { client, params } = ctx.oidc;
  if (!params.subject_token || !params.subject_token_type) {
    throw new errors.InvalidRequest('subject_token and subject_token_type are required');
  }
  if (params.audience === 'forbidden') {
    throw new errors.InvalidTarget('this audience may not be had by exchange');
  }
  const subject = await verify(params.subject_token, provider, key);
  const held = String(subject.scope ?? '').split(' ');
  const scopes = params.scope ? params.scope.split(' ') : held;
  if (scopes.some((scope) => !held.includes(scope))) {
    throw new errors.InvalidScope('more was asked for than the subject token has', params.scope);
  }
  const resource = params.resource ?? audienceResource(params.audience ?? 'rucio');
  const server = RESOURCES.indicators.getResourceServerInfo(ctx, resource);
  const grant = new provider.Grant({ clientId: client.clientId, accountId: subject.sub });
  grant.addResourceScope(resource, scopes.join(' '));
  const token = new provider.AccessToken({
    accountId: subject.sub,
    client,
    grantId: await grant.save(),
    gty: 'token_exchange',
    scope: scopes.join(' '),
  });
  token.resourceServer = new provider.ResourceServer(resource, server);
  ctx.oidc.entity('AccessToken', token);
  ctx.body = {
    access_token: await token.save(),
    issued_token_type: ACCESS_TOKEN,
    token_type: 'Bearer',
    expires_in: server.accessTokenTTL,
    scope: scopes.join(' '),
  };
}

async function verify(token, provider, key) {
  try {
    const { d, p, q, dp, dq, qi, ...open } = key;
    const { payload } = await jwtVerify(token, await importJWK(open), { issuer: provider.issuer });
    return payload;
  } catch (error) {
    throw new errors.InvalidGrant(`the subject token is not valid: ${error.message}`);
  }
}
