import { afterEach, expect, it, vi } from 'vitest';
import { settle } from '../../../../tests/labextension/fake';
import { notebook, workflow } from '../../../../tests/labextension/workflows';
import type { Asker } from '../../api/adql';
import { BackendError } from '../../api/backend';
import type { RepositoryState, WorkflowPage } from '../../api/schema';
import { WorkflowsClient } from '../../api/workflows';
import { WorkflowBrowser } from './browser';

const OSSR: RepositoryState = {
  repository: 'ossr',
  name: 'OSSR',
  kind: 'zenodo',
  url: '',
  description: '',
  state: 'ok',
  message: '',
  remedy: '',
  when: null,
  found: 1
};

const page = (fields: Partial<WorkflowPage> = {}): WorkflowPage => ({
  items: [workflow()],
  total: 1,
  is_least: false,
  states: [OSSR],
  ...fields
});

let browser: WorkflowBrowser;
afterEach(() => browser.dispose());

async function make(answers: { [path: string]: unknown }) {
  const asked: { path: string; query?: { [name: string]: string } }[] = [];
  const ask = async (_method: string, parts: string[], options: { query?: object } = {}) => {
    const path = parts.join('/');
    asked.push({ path, query: options.query as { [name: string]: string } });
    const answer = answers[path];
    if (answer instanceof Error) {
      throw answer;
    }
    return answer instanceof Function ? answer(options.query) : answer;
  };
  const client = new WorkflowsClient({ ask } as unknown as Asker);
  const [launch, openHere] = [vi.fn(), vi.fn()];
  browser = new WorkflowBrowser({ client, launch, openHere });
  document.body.append(browser.node);
  await browser.start();
  return { asked, launch, openHere };
}

async function search(words = ''): Promise<void> {
  const field = browser.node.querySelector('input[type=search]') as HTMLInputElement;
  field.value = words;
  browser.node.querySelector('form')?.requestSubmit();
  await settle();
}

const named = (name: string) =>
  [...browser.node.querySelectorAll('button')].find(
    one => (one.getAttribute('aria-label') ?? one.textContent) === name
  ) as HTMLButtonElement;
const cards = () => [...browser.node.querySelectorAll<HTMLElement>('.esap-workflow')];

it('asks nobody before something is looked for, and offers searches to begin with', async () => {
  const { asked } = await make({ 'workflows/repositories': [OSSR], workflows: page() });
  expect(asked.map(({ path }) => path)).toEqual(['workflows/repositories']);
  named('Search for pulsar').click();
  await settle();
  expect(asked[1].query).toMatchObject({ text: 'pulsar', limit: '25' });
  expect(asked[1].query).not.toHaveProperty('keyword');
  expect(cards()).toHaveLength(1);
});

it('shows what others wrote as text, and links ORCID and DOI', async () => {
  const title = '<img src=x onerror=alert(1)>';
  await make({
    'workflows/repositories': [OSSR],
    workflows: page({ items: [workflow({ title })] })
  });
  await search('x');
  expect(browser.node.querySelector('img')).toBeNull();
  expect(browser.node.querySelector('h3')?.textContent).toBe(title);
  const links = [...browser.node.querySelectorAll('a')].map(link => link.href);
  expect(links).toContain('https://orcid.org/0000-0002-5434-4904');
  expect(links).toContain('https://doi.org/10.5281/zenodo.5534682');
});

it('tells which repository failed, what to do, and how old what is shown is', async () => {
  const failed: RepositoryState = {
    ...OSSR,
    state: 'failed',
    message: 'OSSR did not answer.',
    remedy: 'Try later.',
    when: Date.now() / 1000 - 7200
  };
  await make({ 'workflows/repositories': [OSSR], workflows: page({ states: [failed] }) });
  await search('x');
  const words = browser.node.querySelector('.esap-workflows-states')?.textContent;
  expect(words).toContain('OSSR did not answer. Try later. Shown as it was 2 h ago.');
});

it('shows more, once', async () => {
  const many = (from: number) =>
    Array.from({ length: 25 }, (_, at) => workflow({ id: `ossr:${from + at}`, title: `W${at}` }));
  const pages = (query: { offset: string }) =>
    page({ items: many(Number(query.offset)), total: 50 });
  await make({ 'workflows/repositories': [OSSR], workflows: pages });
  await search('x');
  named('Show more').click();
  await settle();
  expect(cards()).toHaveLength(50);
  expect(document.activeElement).toBe(cards()[25]);
  expect(named('Show more').hidden).toBe(true);
});

it('looks inside by keys, strips the folder of a packed repository, and folds away', async () => {
  const top = 'AMIGA-IAA-hcg-16-4f1c8d2/';
  const archive = 'hcg-16.zip';
  const full = workflow({
    notebooks: [
      notebook({ path: `${top}plot/Figure1.ipynb`, archive, imports: ['aplpy'] }),
      notebook({ path: `${top}plot/Figure2.ipynb`, archive, problem: 'It is not JSON.' })
    ],
    environment: [{ kind: 'conda', path: `${top}environment.yml` }]
  });
  const { launch, openHere } = await make({
    'workflows/repositories': [OSSR],
    workflows: page(),
    'workflows/ossr:5534682': full
  });
  await search('hcg');
  const [card] = cards();
  card.focus();
  card.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));
  await settle();
  const words = card.textContent ?? '';
  expect(words).toContain('plot/');
  expect(words).toContain('conda: environment.yml');
  expect(words).toContain('It is not JSON.');
  expect(words).not.toContain(top);
  named('Launch Figure1.ipynb').click();
  expect(launch.mock.calls[0][1].path).toBe(`${top}plot/Figure1.ipynb`);
  named('Open here Figure2.ipynb').click();
  expect(openHere.mock.calls[0][1].archive).toBe(archive);
  card.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  expect(card.querySelector('.esap-workflow-details')).toBeNull();
});

it('opens the newer version alone', async () => {
  const newest = workflow({ id: 'ossr:2', title: 'Newest', notebooks: [] });
  await make({
    'workflows/repositories': [OSSR],
    workflows: page({ items: [workflow({ newer: 'ossr:2', title: 'Old' })] }),
    'workflows/ossr:2': newest
  });
  await search('x');
  named('Show the newer version of Old').click();
  await settle();
  expect(cards().map(card => card.querySelector('h3')?.textContent)).toEqual(['Newest']);
});

it('offers the index of this machine where nobody answers', async () => {
  const down = new BackendError({ code: 'x', message: 'No network.', remedy: 'Retry.' });
  const offline = (query: { offline?: string }) => {
    if (query.offline !== 'true') {
      throw down;
    }
    return page();
  };
  await make({ 'workflows/repositories': [OSSR], workflows: offline });
  await search('x');
  expect(browser.node.textContent).toContain('Nothing was found out. No network.');
  named('Search what this machine knows').click();
  await settle();
  expect(cards()).toHaveLength(1);
});

it('tries again what failed, and looks for nothing else', async () => {
  const path = 'workflows/ossr:5534682';
  const answers: { [path: string]: unknown } = {
    'workflows/repositories': [OSSR],
    [path]: new BackendError({ code: 'x', message: 'No network.', remedy: 'Retry.' })
  };
  const { asked } = await make(answers);
  await browser.show('ossr:5534682');
  answers[path] = workflow({ notebooks: [] });
  named('Retry').click();
  await settle();
  expect(cards()).toHaveLength(1);
  expect(asked.map(one => one.path)).not.toContain('workflows');
});

it('offers nothing to do with what is closed', async () => {
  const closed = workflow({ access: 'restricted', title: 'Closed' });
  await make({ 'workflows/repositories': [OSSR], workflows: page({ items: [closed] }) });
  await search('x');
  expect(browser.node.textContent).toContain('Restricted');
  expect(named('Open Closed here')).toBeUndefined();
});

it('shows notebooks that fit data with the reasons, or offers to read a repository', async () => {
  const match = { workflow: workflow(), notebook: 'a.ipynb', archive: '', title: 'A', score: 1 };
  const answers = {
    'workflows/repositories': [OSSR],
    'workflows/matches': [{ ...match, why: ['It reads FITS.'] }] as unknown[]
  };
  const { asked } = await make(answers);
  await browser.showMatches([{ basket_where: {} }]);
  expect(cards()[0].textContent).toContain('Fits: A: It reads FITS.');
  answers['workflows/matches'] = [];
  await browser.showMatches([{ basket_where: {} }]);
  expect(cards()).toHaveLength(0);
  named('Read all of OSSR').click();
  await settle();
  expect(asked.map(({ path }) => path)).toContain('workflows/repositories/ossr/readings');
});
