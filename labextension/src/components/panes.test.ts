import { beforeEach, expect, it, vi } from 'vitest';
import { makePane } from './panes';

beforeEach(() => {
  document.body.replaceChildren();
  // jsdom has no layout: what is not hidden is seen.
  vi.spyOn(HTMLElement.prototype, 'getClientRects').mockImplementation(function (
    this: HTMLElement
  ) {
    return (this.closest('[hidden]') ? [] : [{}]) as unknown as DOMRectList;
  });
});

function pane(name: string, fields: { hidden?: boolean; disabled?: boolean } = {}): void {
  const node = makePane(document.createElement('div'));
  const field = document.createElement('button');
  field.textContent = name;
  field.disabled = fields.disabled ?? false;
  node.hidden = fields.hidden ?? false;
  node.append(field);
  document.body.append(node);
}

function press(shiftKey = false): boolean {
  const event = { key: 'F6', shiftKey, bubbles: true, cancelable: true };
  return !document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', event));
}

const focused = () => document.activeElement?.textContent;

it('goes round the panes that can be used, both ways', () => {
  pane('form');
  pane('hidden', { hidden: true });
  pane('tools');
  pane('nothing to do', { disabled: true });
  pane('grid');
  document.querySelector('button')?.focus();
  const round = [1, 2, 3].map(() => press() && focused());
  expect(round).toEqual(['tools', 'grid', 'form']);
  expect(press(true) && focused()).toBe('grid');
  expect(press(true) && focused()).toBe('tools');
});

it('stays where there is no other pane', () => {
  pane('form');
  document.querySelector('button')?.focus();
  press();
  expect(focused()).toBe('form');
});
