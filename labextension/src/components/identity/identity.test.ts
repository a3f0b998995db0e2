import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { BackendError } from '../../api/backend';
import { IdentityStore } from '../../api/identities';
import { IdentityClient } from '../../api/identity';
import type { DeviceLogin, Identity } from '../../api/schema';
import { waysOf } from './loginForm';
import { Logins } from './logins';
import { LoginStatus } from './status';
import { identityWords, limitWords, shortWords, worst } from './words';

const NOW = 1_000_000;

const identity = (fields: Partial<Identity> = {}): Identity => ({
  service: 'first',
  name: 'First lake',
  noun: 'lake',
  state: 'out',
  kinds: ['userpass', 'x509', 'x509_proxy', 'oidc'],
  kind: null,
  account: '',
  subject: '',
  issuer: null,
  source: null,
  expires: null,
  renews: false,
  device: false,
  code: false,
  reason: '',
  ...fields
});

const alice = (fields: Partial<Identity> = {}) =>
  identity({ state: 'in', account: 'alice', source: 'login', ...fields });

const device = (fields: Partial<DeviceLogin> = {}): DeviceLogin => ({
  id: 'd',
  service: 'first',
  state: 'waiting',
  uri: 'https://iam.example.org/device',
  uri_complete: null,
  code: 'WDJB-MJHT',
  interval: 5,
  expires: null,
  error: null,
  ...fields
});

function make(...identities: Identity[]) {
  const client = new IdentityClient({ ask: vi.fn() });
  client.list = vi.fn(async () => identities);
  client.limits = vi.fn(async () => ({
    image: '',
    memory: '2147483648',
    memory_used: null,
    cpu: 2,
    abnormal: ''
  }));
  const store = new IdentityStore(client);
  const logins = new Logins({ store, choose: async () => 'certs/alice.pem' });
  document.body.append(logins.node);
  return { client, store, logins };
}

const byText = (text: string) =>
  [...document.querySelectorAll('button')].find(each => each.textContent === text);
const labelled = (text: string) =>
  [...document.querySelectorAll('label')].find(each => each.textContent === text)
    ?.control as HTMLInputElement;

beforeEach(() => document.body.replaceChildren());
afterEach(() => vi.useRealTimers());

it('says who one is, from where, and for how long', () => {
  const hub = alice({ source: 'hub', expires: NOW + 7200 });
  expect(identityWords(hub, NOW)).toBe('logged in as alice, from the Hub, 2 h left');
  const renewed = alice({ expires: NOW + 600, renews: true });
  expect(identityWords(renewed, NOW)).toContain('renewed by itself');
  expect(identityWords(identity(), NOW)).toBe('not logged in');
});

it('names the login that most wants to be looked at', () => {
  const good = alice({ service: 'a', name: 'A', expires: NOW + 9000 });
  const soon = alice({ service: 'b', name: 'B', expires: NOW + 300 });
  const over = alice({ service: 'c', name: 'C', state: 'expired' });
  expect(worst([good, soon, over, identity()], NOW)).toBe(over);
  expect(shortWords([good, soon], NOW)).toBe('alice · 5 min left · B');
  expect(shortWords([good, over], NOW)).toBe('C: login has ended');
  expect(shortWords([identity()], NOW)).toBe('First lake: not logged in');
  const archive = identity({ service: 'zoo', name: 'Zoo', noun: 'archive' });
  expect(shortWords([archive, identity()], NOW)).toBe('First lake: not logged in');
  expect(shortWords([archive], NOW)).toBe('Logins');
  expect(shortWords([], NOW)).toBe('no logins');
});

it('tells limits and an abnormal start', () => {
  const limits = { image: 'vre:1', memory: '2000000000', memory_used: '1000000000', cpu: 1.5 };
  expect(limitWords({ ...limits, abnormal: 'No space' })).toEqual([
    'Started abnormally: No space',
    'Memory: 1.0 GB of 2.0 GB when asked',
    'Processors: 1.5',
    'Image: vre:1'
  ]);
  expect(limitWords(null)).toEqual([]);
});

it('offers what the service offers, the easiest first', () => {
  expect(waysOf(identity({ device: true, code: true }))).toEqual([
    'device',
    'code',
    'userpass',
    'x509',
    'x509_proxy',
    'oidc'
  ]);
});

it('logs in by name and password, and keeps nothing of it in the page', async () => {
  const { client, store, logins } = make(identity());
  const taken = vi.fn(async () => alice());
  client.login = taken;
  await logins.show('first');
  byText('Log in')?.click();
  expect(document.body.textContent).toContain('Fill in: User name, Password.');
  const password = labelled('Password');
  labelled('User name').value = 'alice';
  password.value = 'secret-word';
  byText('Log in')?.click();
  expect(password.value).toBe('');
  await settle();
  expect(taken).toHaveBeenCalledWith('first', {
    kind: 'userpass',
    username: 'alice',
    password: 'secret-word'
  });
  expect(store.get('first')?.account).toBe('alice');
  expect(document.body.textContent).toContain('First lake: logged in as alice');
  expect(new XMLSerializer().serializeToString(document.body)).not.toContain('secret-word');
});

it('says in words why a login is refused', async () => {
  const { client, logins } = make(identity());
  client.login = vi.fn(async () => {
    const info = { code: 'login_refused', message: 'First lake refuses it.', remedy: 'Try again.' };
    throw new BackendError(info);
  });
  await logins.show('first');
  labelled('User name').value = 'alice';
  labelled('Password').value = 'wrong';
  labelled('Account').value = 'alice-2';
  byText('Log in')?.click();
  await settle();
  const alert = document.querySelector('form [role=alert]');
  expect(alert?.textContent).toBe('First lake refuses it. Try again.');
  expect(labelled('User name').value).toBe('alice');
  expect(labelled('Account').value).toBe('alice-2');
  expect(labelled('Password').value).toBe('');
  expect(document.activeElement).toBe(labelled('Password'));
});

it('takes certificates by a file of the workspace', async () => {
  const { client, logins } = make(identity());
  client.login = vi.fn(async () => alice());
  await logins.show('first');
  const how = labelled('How') as unknown as HTMLSelectElement;
  how.value = 'x509';
  how.dispatchEvent(new Event('change'));
  document.querySelector<HTMLButtonElement>('[aria-label="Choose the file: Certificate"]')?.click();
  await settle();
  expect(labelled('Certificate').value).toBe('certs/alice.pem');
  byText('Log in')?.click();
  await settle();
  expect(client.login).not.toHaveBeenCalled();
  expect(document.querySelector('form [role=alert]')?.textContent).toBe('Fill in: Key.');
  labelled('Key').value = 'certs/alice.key';
  byText('Log in')?.click();
  await settle();
  expect(client.login).toHaveBeenCalledWith('first', {
    kind: 'x509',
    certificate: 'certs/alice.pem',
    key: 'certs/alice.key'
  });
});

it('shows a device code, opens nothing, waits, and gives it up', async () => {
  vi.useFakeTimers();
  const open = vi.spyOn(window, 'open').mockImplementation(() => null);
  const { client, logins } = make(identity({ device: true }));
  client.startDevice = vi.fn(async () => device());
  client.device = vi.fn(async () => device());
  client.cancelDevice = vi.fn(async () => undefined);
  await logins.show('first');
  byText('Get a code')?.click();
  await vi.advanceTimersByTimeAsync(0);
  expect(document.querySelector('output')?.textContent).toBe('WDJB-MJHT');
  expect(document.querySelector('a')?.getAttribute('href')).toBe('https://iam.example.org/device');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(client.device).toHaveBeenCalledTimes(2);
  byText('Cancel')?.click();
  expect(client.cancelDevice).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.device).toHaveBeenCalledTimes(2);
  expect(open).not.toHaveBeenCalled();
});

it.each([
  ['done', 'First lake: logged in as alice'],
  ['failed', 'The code has expired. Get another one.']
] as const)('tells that a device code is %s', async (state, words) => {
  vi.useFakeTimers();
  const { client, logins } = make(identity({ device: true }));
  const error = { code: 'timed_out', message: 'The code has expired.', remedy: 'Get another one.' };
  client.startDevice = vi.fn(async () => device());
  client.device = vi.fn(async () => device({ state, error: state === 'failed' ? error : null }));
  client.get = vi.fn(async () => alice());
  await logins.show('first');
  byText('Get a code')?.click();
  await vi.advanceTimersByTimeAsync(6000);
  expect(document.body.textContent).toContain(words);
});

it('says of whom it asks anew who one is still, and not that one is logged in', async () => {
  const { client, logins } = make(alice({ device: true }));
  client.startDevice = vi.fn(async () => device());
  client.cancelDevice = vi.fn(async () => undefined);
  await logins.show('first');
  byText('Get a code')?.click();
  await settle();
  const row = document.querySelector('[data-service=first]');
  expect(row?.textContent).toContain('logging in anew; until then you are alice');
  expect(row?.textContent).not.toContain('logged in as');
  logins.dispose();
});

it('takes the id and secret of an application, and leaves the secret nowhere', async () => {
  const { client, logins } = make(identity({ noun: 'archive', kinds: ['client_credentials'] }));
  client.login = vi.fn(async () => identity({ noun: 'archive', state: 'in' }));
  await logins.show('first');
  labelled('Application').value = 'app';
  const secret = labelled('Secret');
  secret.value = 's3cret';
  expect(secret.type).toBe('password');
  byText('Log in')?.click();
  await settle();
  const request = { kind: 'client_credentials', client_id: 'app', client_secret: 's3cret' };
  expect(client.login).toHaveBeenCalledWith('first', request);
  expect(secret.value).toBe('');
  logins.dispose();
});

it('links to no page that is not of the web', async () => {
  const { client, logins } = make(identity({ device: true }));
  client.startDevice = vi.fn(async () => device({ uri: 'javascript:alert(1)' }));
  client.cancelDevice = vi.fn(async () => undefined);
  await logins.show('first');
  byText('Get a code')?.click();
  await settle();
  expect(document.querySelector('a')).toBeNull();
  logins.dispose();
});

it('logs out of what was logged in to here alone', async () => {
  const hub = alice({ service: 'hubbed', name: 'Hubbed', source: 'hub' });
  const { client, logins } = make(alice(), hub);
  client.logout = vi.fn(async () => identity());
  await logins.show();
  expect(
    [...document.querySelectorAll('button')].filter(b => b.textContent === 'Log out')
  ).toHaveLength(1);
  byText('Log out')?.click();
  await settle();
  expect(document.body.textContent).toContain('You are logged out of First lake.');
});

it.each([
  [{ reason: 'Logged out here, but not at the issuer.' }, 'but not at the issuer'],
  [alice({ source: 'environment' }), 'logged in as alice, from the environment']
])('says what is left after a logout', async (after, words) => {
  const { client, logins } = make(alice());
  client.logout = vi.fn(async () => identity(after));
  await logins.show();
  byText('Log out')?.click();
  await settle();
  const notice = document.querySelector('.esap-notice')?.textContent;
  expect(notice).toContain(words);
  logins.dispose();
});

it('counts down without asking, and asks once when a login has ended', async () => {
  vi.useFakeTimers({ now: NOW * 1000 });
  const { client, store } = make(alice({ expires: NOW + 150 }));
  const status = new LoginStatus(store, () => undefined);
  expect(status.node.textContent).toBe('Logins');
  await store.start();
  expect(status.node.textContent).toBe('alice · 3 min left · First lake');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(status.node.textContent).toContain('90 s left');
  expect(client.list).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(client.list).toHaveBeenCalledTimes(2);
  expect(status.node.title).toContain('Processors: 2');
  status.dispose();
});
