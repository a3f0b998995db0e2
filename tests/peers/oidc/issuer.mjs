// An OpenID provider for tests: the certified oidc-provider, with token exchange (RFC 8693) added
// and a person who approves at once. usage: node issuer.mjs PORT KEYFILE
import Provider from 'oidc-provider';
import { clients } from './clients.mjs';
import { exchange } from './exchange.mjs';
import { loadKey } from './keys.mjs';
import { RESOURCES } from './resources.mjs';
import { testRoutes } from './test-routes.mjs';

const [port, keyFile] = process.argv.slice(2);
const issuer = process.env.OIDC_ISSUER ?? `http://127.0.0.1:${port}`;
const key = await loadKey(keyFile);

// Everything asked for is granted, so that no page of consent comes between.
async function grantAll(ctx) {
  const { client, session, resourceServers, provider } = ctx.oidc;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(RESOURCES.scopes);
  for (const resource of Object.keys(resourceServers)) {
    grant.addResourceScope(resource, RESOURCES.scopes);
  }
  await grant.save();
  return grant;
}

function findAccount(_ctx, id) {
  const claims = () => ({
    sub: id,
    preferred_username: id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    email: `${id}@example.org`,
  });
  return { accountId: id, claims };
}

const provider = new Provider(issuer, {
  clients,
  findAccount,
  loadExistingGrant: grantAll,
  jwks: { keys: [key] },
  cookies: { keys: ['only for tests'] },
  scopes: RESOURCES.scopes.split(' '),
  claims: { profile: ['preferred_username', 'name'], email: ['email'] },
  extraParams: ['audience'],
  pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
  // The bare provider wants prompt=consent for this, which IAM and Keycloak do not.
  issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  ttl: {
    DeviceCode: 600,
    Grant: 86400,
    IdToken: 3600,
    Interaction: 600,
    RefreshToken: 86400,
    Session: 86400,
  },
  features: {
    devInteractions: { enabled: false },
    deviceFlow: { enabled: true },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
    resourceIndicators: { enabled: true, ...RESOURCES.indicators },
  },
});

exchange(provider, key);
testRoutes(provider, key);
provider.on('server_error', (_ctx, error) => console.error(error));
provider.listen(Number(port), '127.0.0.1', () => console.log(issuer));
