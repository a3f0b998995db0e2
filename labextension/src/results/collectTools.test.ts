import { expect, it, vi } from 'vitest';
import { result, settle } from '../../../tests/labextension/fake';
import { type Selected, Selections } from '../components/result/selections';
import { CollectTools } from './collectTools';

function makeTools() {
  const collector = {
    add: vi.fn(async () => ({ kind: 'success' as const, message: 'It is in.' })),
    stage: vi.fn()
  };
  const selections = new Selections();
  const say = vi.fn();
  const tools = new CollectTools({ collector, selections, result: result(), say });
  return { tools, collector, selections, say };
}

const labels = (tools: CollectTools) => tools.controls.map(control => control.textContent);

it('says on how many rows it acts', () => {
  const { tools } = makeTools();
  expect(labels(tools)).toEqual(['Add to basket', 'Stage']);
  tools.selected(1);
  expect(labels(tools)).toEqual(['Add to basket (1)', 'Stage (1)']);
  tools.selected(0);
  expect(tools.controls[0].title).toContain('The whole result as one item');
  expect(tools.controls[1].title).toContain('the files of all 13 rows');
});

it('acts on the selection of its own result, or on all of it', async () => {
  const { tools, collector, selections, say } = makeTools();
  const selection = { ranges: [[0, 2]] as [number, number][] };
  const other: Selected = { result: result({ id: 'r2' }), rows: 3, selection };
  selections.offer(() => other);
  tools.stage();
  expect(collector.stage).toHaveBeenLastCalledWith(result(), null);
  selections.offer(() => ({ ...other, result: result() }));
  tools.stage();
  expect(collector.stage).toHaveBeenLastCalledWith(result(), selection);
  await tools.add();
  expect(collector.add).toHaveBeenCalledWith(result(), selection);
  expect(say).toHaveBeenCalledWith({ kind: 'success', message: 'It is in.' });
});

it('says why nothing was added', async () => {
  const { tools, collector, say } = makeTools();
  collector.add.mockRejectedValueOnce(new Error('The basket is busy.'));
  tools.controls[0].click();
  await settle();
  expect(say).toHaveBeenCalledWith({
    kind: 'error',
    message: 'Nothing was added to the basket. The basket is busy.',
    remedy: ''
  });
});
