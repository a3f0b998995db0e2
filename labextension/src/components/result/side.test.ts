import { beforeEach, expect, it, vi } from 'vitest';
import { fakeBackend, result, settle } from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { BackendError } from '../../api/backend';
import { Grid, PagedSource } from '../grid';
import { Side } from './side';

beforeEach(() => document.body.replaceChildren());

async function opened(code: string) {
  const error = new BackendError({ code, message: 'It is so.', remedy: 'Do this.' });
  const { backend } = fakeBackend();
  const source = new PagedSource({ rowCount: 1, columns: [], load: vi.fn() });
  const services = { positions: () => Promise.reject(error), footprints: vi.fn() };
  const side = new Side({
    backend,
    details: { services: services as never, activities: new ActivityStore(backend) },
    result: result(),
    source,
    grid: new Grid(source, { label: 'Rows' })
  });
  document.body.append(side.node);
  side.begin(1000);
  await settle();
  return side.node.querySelector('.esap-sky-pane') as HTMLElement;
}

it('says calmly that a table has no positions', async () => {
  const pane = await opened('bad_request');
  expect(pane.querySelector('.esap-hint[role=status]')?.textContent).toBe(
    'This table has no positions, so there is nothing to draw.'
  );
  expect(pane.querySelector('[role=alert]')?.textContent).toBe('');
  expect(pane.querySelector('button[aria-label="Zoom in"]')?.closest('[hidden]')).not.toBeNull();
  expect(pane.textContent).not.toContain('Retry');
});

it('tells any other failure as one', async () => {
  const pane = await opened('unreachable');
  expect(pane.querySelector('[role=alert]')?.textContent).toBe('It is so. Do this.');
  expect(pane.textContent).toContain('Retry');
});
