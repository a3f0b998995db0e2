import { afterEach, beforeEach, expect, it } from 'vitest';
import { confirmLink } from './confirm';
import type { Link } from './link';

const LINK: Link = { kind: 'adql', archive: 'sandbox', query: '<img src=x onerror=alert(1)>' };

// jsdom knows no modal dialogs.
const { showModal, close } = HTMLDialogElement.prototype;

beforeEach(() => {
  document.body.replaceChildren();
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
    this.dispatchEvent(new Event('close'));
  };
});

afterEach(() => {
  document.body.replaceChildren();
  Object.assign(HTMLDialogElement.prototype, { showModal, close });
});

const dialog = () => document.querySelector('dialog') as HTMLDialogElement;
const press = (label: string) =>
  [...dialog().querySelectorAll('button')].find(one => one.textContent === label)?.click();

it('shows what the link names as text, and waits', async () => {
  const answer = confirmLink(LINK, id => `The ${id}`);
  expect(dialog().querySelector('img')).toBeNull();
  expect(dialog().textContent).toContain('<img src=x onerror=alert(1)>');
  expect(dialog().textContent).toContain('The sandbox');
  expect(document.activeElement?.textContent).toBe('Cancel');
  press('Open');
  expect(await answer).toBe(true);
  expect(dialog()).toBeNull();
});

it('takes a closed dialog for no', async () => {
  const answer = confirmLink(LINK, id => id);
  dialog().close();
  expect(await answer).toBe(false);
});
