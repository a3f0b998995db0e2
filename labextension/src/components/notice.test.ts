import { beforeEach, expect, it } from 'vitest';
import { Notice } from './notice';

beforeEach(() => document.body.replaceChildren());

function makeNotice() {
  const notice = new Notice();
  document.body.append(notice.node);
  return notice;
}

const region = (role: string) => document.querySelector(`[role=${role}]`) as HTMLElement;

it('speaks in live regions that were there before', () => {
  const notice = makeNotice();
  const [status, alert] = [region('status'), region('alert')];
  expect([status.textContent, alert.textContent]).toEqual(['', '']);
  notice.show({ kind: 'info', message: 'Sending.' });
  expect(status.textContent).toBe('Sending.');
  notice.show({ kind: 'error', message: 'Not sent.', remedy: 'Retry.' });
  expect([status.textContent, alert.textContent]).toEqual(['', 'Not sent. Retry.']);
  notice.show(null);
  expect(document.body.textContent).toBe('');
  expect([region('status'), region('alert')]).toEqual([status, alert]);
});

it('keeps the focus when its buttons change or go', () => {
  const notice = makeNotice();
  const run = () => notice.show({ kind: 'info', message: 'Sending.' });
  notice.show({ kind: 'warning', message: 'm31 exists.', actions: [{ label: 'Overwrite', run }] });
  const overwrite = document.querySelector('button');
  overwrite?.focus();
  overwrite?.click();
  expect(document.activeElement).toBe(notice.node);
  const cancel = { label: 'Cancel', run };
  notice.show({ kind: 'info', message: 'Sending 1 %.', actions: [cancel] });
  document.querySelector('button')?.focus();
  notice.show({ kind: 'info', message: 'Sending 2 %.', actions: [cancel] });
  expect(document.activeElement?.textContent).toBe('Cancel');
  notice.show({ kind: 'success', message: 'Sent.', actions: [{ label: 'Show notebook', run }] });
  expect(document.activeElement?.textContent).toBe('Show notebook');
});
