// An audience is named by ?audience= (as IAM and Keycloak have it) or by ?resource= (RFC 8707).
const PREFIX = 'urn:audience:';
const SCOPES = 'openid profile email offline_access storage.read storage.modify';

export const audienceResource = (audience) => PREFIX + audience;

// Tokens live an hour, or N seconds where the audience is called short-N-<audience>.
function describe(_ctx, resource) {
  const audience = resource.startsWith(PREFIX) ? resource.slice(PREFIX.length) : resource;
  const short = /^short-(\d+)-/.exec(audience);
  return {
    scope: SCOPES,
    audience: short ? audience.slice(short[0].length) : audience,
    accessTokenTTL: short ? Number(short[1]) : 3600,
    accessTokenFormat: 'jwt',
    jwt: { sign: { alg: 'RS256' } },
  };
}

export const RESOURCES = {
  scopes: SCOPES,
  indicators: {
    defaultResource: (ctx) => audienceResource(ctx.oidc.params?.audience?.trim() || 'rucio'),
    getResourceServerInfo: describe,
    useGrantedResource: () => true,
  },
};
