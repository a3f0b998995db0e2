import { beforeEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { fakeLake, filled, pressed, rule } from '../../../../tests/labextension/lakes';
import { BackendError } from '../../api/backend';
import { RulesTab } from './rulesTab';

beforeEach(() => document.body.replaceChildren());

const text = () => document.body.textContent ?? '';

async function shown(client = fakeLake(), admin = false) {
  const open = vi.fn();
  const tab = new RulesTab({ client, admin: () => admin, open });
  document.body.append(tab.node);
  await tab.load('mine');
  await settle();
  return { tab, client, open };
}

const STUCK = rule({ id: 'b2', state: 'STUCK', locks_ok: 0, locks_stuck: 2, error: 'no space' });

it('says how each rule is, and why one is stuck', async () => {
  const client = fakeLake([], {
    myRules: vi.fn(async () => [rule(), STUCK]),
    rule: vi.fn(async () => ({ ...STUCK, error: 'f.dat to NEAR: no space left' }))
  });
  await shown(client);
  expect(text()).toContain('2 rules, 1 stuck');
  expect(text()).toContain('kept, 2 of 2 files there');
  expect(text()).toContain('f.dat to NEAR: no space left');
  expect(client.rule).toHaveBeenCalledTimes(1);
});

it('asks before it removes, and tells what the lake says to it', async () => {
  const refused = new BackendError({
    code: 'access_denied',
    message: 'alice may not remove rules.',
    remedy: 'Ask an operator.'
  });
  const client = fakeLake([], {
    myRules: vi.fn(async () => [rule()]),
    removeRule: vi.fn().mockRejectedValueOnce(refused).mockResolvedValue(undefined)
  });
  await shown(client);
  pressed('Remove rule of test:ds');
  expect(client.removeRule).not.toHaveBeenCalled();
  pressed('Remove rule');
  await settle();
  expect(text()).toContain('The rule was not removed. alice may not remove rules.');
  const leave = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true });
  pressed('Remove rule of test:ds');
  document.activeElement?.dispatchEvent(leave);
  expect(client.removeRule).toHaveBeenCalledTimes(1);
});

it('offers to remove only what may be one’s own to remove', async () => {
  const others = fakeLake([], { myRules: vi.fn(async () => [rule({ mine: false })]) });
  await shown(others);
  expect(() => pressed('Remove rule of')).toThrow();
  document.body.replaceChildren();
  await shown(others, true);
  expect(pressed('Remove rule of')).toBeDefined();
});

it('reads the files of a rule when they are unfolded, the worst first', async () => {
  const lock = (name: string, state: string) => ({
    did: { ...rule().did, name, type: 'file' as const },
    rse: 'NEAR',
    state
  });
  const client = fakeLake([], {
    myRules: vi.fn(async () => [rule()]),
    locks: vi.fn(async () => [lock('good', 'OK'), lock('bad', 'STUCK')])
  });
  await shown(client);
  expect(client.locks).not.toHaveBeenCalled();
  const fold = document.querySelector('details') as HTMLDetailsElement;
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await settle();
  expect(fold.textContent).toContain('test:badstuck · NEARtest:goodthere · NEAR');
});

it('looks again only while a rule moves and is seen', async () => {
  vi.useFakeTimers();
  const moving = rule({ state: 'REPLICATING', locks_replicating: 1 });
  const client = fakeLake([], { myRules: vi.fn(async () => [moving]) });
  const { tab } = await shown(client);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.myRules).toHaveBeenCalledTimes(1);
  tab.node.getClientRects = () => [{}] as unknown as DOMRectList;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.myRules).toHaveBeenCalledTimes(2);
  client.myRules = vi.fn(async () => [rule()]);
  await vi.advanceTimersByTimeAsync(180_000);
  expect(client.myRules).toHaveBeenCalledTimes(1);
  tab.dispose();
  vi.useRealTimers();
});

it('reads its rules again when one is told to be in another state than it shows', async () => {
  const { tab, client } = await shown(fakeLake([], { myRules: vi.fn(async () => [rule()]) }));
  const { id } = rule();
  const told = (change: object) =>
    tab.changed({ lake: 'mine', rule: id, state: 'STUCK', ...change });
  told({});
  tab.node.getClientRects = () => [{}] as unknown as DOMRectList;
  told({ state: 'OK' });
  told({ lake: 'other' });
  told({ rule: 'unknown' });
  await settle();
  expect(client.myRules).toHaveBeenCalledTimes(1);
  told({});
  await settle();
  expect(client.myRules).toHaveBeenCalledTimes(2);
});

it('reads once more when it is asked to while it still reads', async () => {
  const answers: ((rules: ReturnType<typeof rule>[]) => void)[] = [];
  const myRules = vi.fn(() => new Promise<never>(done => answers.push(done as never)));
  const tab = new RulesTab({
    client: fakeLake([], { myRules }),
    admin: () => false,
    open: vi.fn()
  });
  document.body.append(tab.node);
  void tab.load('mine');
  pressed('Look again');
  answers[0]([rule({ state: 'REPLICATING' })]);
  await settle();
  answers[1]([rule()]);
  await settle();
  expect(text()).toContain('kept, 2 of 2 files there');
  tab.dispose();
});

it('asks of many stuck rules only those that are unfolded why they are', async () => {
  const many = Array.from({ length: 11 }, (_, at) => ({ ...STUCK, id: `s${at}` }));
  const client = fakeLake([], {
    myRules: vi.fn(async () => many),
    rule: vi.fn(async () => ({ ...STUCK, error: 'f.dat to NEAR: no space left' }))
  });
  const { tab } = await shown(client);
  expect(client.rule).not.toHaveBeenCalled();
  expect(text()).toContain('no space');
  const fold = document.querySelector('details') as HTMLDetailsElement;
  fold.open = true;
  fold.dispatchEvent(new Event('toggle'));
  await settle();
  expect(client.rule).toHaveBeenCalledExactlyOnceWith('mine', 's0');
  await tab.load('mine');
  await settle();
  expect(client.rule).toHaveBeenCalledTimes(1);
  expect(text()).toContain('f.dat to NEAR: no space left');
});

it('finds rules by DID or place, and links to the WebUI and to the DID', async () => {
  const webui = 'https://webui.example.org/rule/a%201';
  const rules = [rule({ webui }), rule({ id: 'c3', rse_expression: 'FAR' })];
  const { open } = await shown(fakeLake([], { myRules: vi.fn(async () => rules) }));
  expect(document.querySelector('a')?.href).toBe(webui);
  filled('Filter rules', 'far');
  expect(document.querySelectorAll('.esap-rule')).toHaveLength(1);
  pressed('test:ds');
  expect(open).toHaveBeenCalledWith('test:ds');
});
