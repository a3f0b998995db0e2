import { beforeEach, expect, it, type Mock, vi } from 'vitest';
import { fakeBackend, result, settle } from '../../../../tests/labextension/fake';
import { ActivityStore } from '../../api/activities';
import { BackendError } from '../../api/backend';
import { Grid, PagedSource } from '../grid';
import { Side } from './side';

beforeEach(() => document.body.replaceChildren());

function failed(code: string): BackendError {
  return new BackendError({ code, message: 'It is so.', remedy: 'Do this.' });
}

async function opened(code: string) {
  const { pane } = await openedWith(vi.fn().mockRejectedValue(failed(code)));
  return pane;
}

async function openedWith(positions: Mock) {
  const { backend } = fakeBackend();
  const source = new PagedSource({ rowCount: 1, columns: [], load: vi.fn() });
  const footprints = async () => ({ total: 0, unread: 0, shapes: [] });
  const services = { positions, footprints };
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
  return { side, pane: side.node.querySelector('.esap-sky-pane') as HTMLElement };
}

it('says calmly that a table has no positions', async () => {
  const pane = await opened('no_positions');
  expect(pane.querySelector('.esap-hint[role=status]')?.textContent).toBe(
    'This table has no positions, so there is nothing to draw.'
  );
  expect(pane.querySelector('[role=alert]')?.textContent).toBe('');
  expect(pane.querySelector('button[aria-label="Zoom in"]')?.closest('[hidden]')).not.toBeNull();
  expect(pane.textContent).not.toContain('Retry');
});

it('draws again when positions have come after all', async () => {
  const found = { total: 1, rows: [0], ra: [10], dec: [41] };
  const positions = vi.fn().mockRejectedValueOnce(failed('no_positions')).mockResolvedValue(found);
  const { side, pane } = await openedWith(positions);
  side.grow(result());
  await settle();
  expect(positions).toHaveBeenCalledTimes(2);
  expect(pane.querySelector('button[aria-label="Zoom in"]')?.closest('[hidden]')).toBeNull();
  expect(pane.querySelector('.esap-hint[role=status]')?.textContent).toBe('');
});

it.each(['unreachable', 'bad_request'])('tells any other failure as one (%s)', async code => {
  const pane = await opened(code);
  expect(pane.querySelector('[role=alert]')?.textContent).toBe('It is so. Do this.');
  expect(pane.textContent).toContain('Retry');
});
