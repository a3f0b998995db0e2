// The registered clients. The lake's is confidential; the notebook's is public, as on any laptop.
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
const rucio = process.env.RUCIO_URL ?? 'https://127.0.0.1:18280';

export const clients = [
  {
    client_id: 'rucio',
    client_secret: 'rucio-secret',
    grant_types: ['authorization_code', 'refresh_token', 'client_credentials', EXCHANGE],
    redirect_uris: [`${rucio}/auth/oidc_code`, `${rucio}/auth/oidc_token`],
  },
  {
    client_id: 'rucio-admin',
    client_secret: 'rucio-secret',
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
  },
  {
    // A native client may come back to any port of the loopback address (RFC 8252, 7.3).
    client_id: 'esap',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token', DEVICE, EXCHANGE],
    redirect_uris: ['http://127.0.0.1/esap/identity/callback'],
  },
  {
    // One that may only log in by device code and exchange nothing.
    client_id: 'device-only',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: [DEVICE],
    response_types: [],
    redirect_uris: [],
  },
  {
    // A DiracX, which asks who its person is in the middle of a login of its own.
    client_id: 'diracx',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    redirect_uris: [
      'http://127.0.0.1/api/auth/device/complete',
      'http://127.0.0.1/api/auth/authorize/complete',
    ],
  },
];
