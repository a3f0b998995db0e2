/** The search form on a backend that a test answers for, and what stands on the page. */
import { vi } from 'vitest';
import { ActivityStore } from '../../labextension/src/api/activities';
import { ArchiveStore } from '../../labextension/src/api/archives';
import type { Backend } from '../../labextension/src/api/backend';
import { Choices } from '../../labextension/src/components/search/choices';
import { SearchForm } from '../../labextension/src/components/search/form';
import { fakeBackend } from './fake';

export async function makeForm(methods: Partial<Backend> = {}, choices = new Choices()) {
  const { backend, listeners } = fakeBackend(methods);
  const archives = new ArchiveStore(backend);
  const activities = new ActivityStore(backend);
  activities.start();
  const onSearch = vi.fn();
  const onOpen = vi.fn();
  const form = new SearchForm({ backend, archives, activities, onSearch, onOpen, choices });
  document.body.append(form.node);
  await archives.load();
  return { backend, listeners, archives, activities, form, onSearch, onOpen };
}

export const alerts = () =>
  [...document.querySelectorAll('[role=alert]')].map(node => node.textContent).filter(Boolean);
export const input = (label: string) => {
  const found = [...document.querySelectorAll('label')].find(node => node.textContent === label);
  return document.getElementById(found?.htmlFor ?? '') as HTMLInputElement;
};
export const named = (name: string) =>
  [...document.querySelectorAll('button')].find(
    node => (node.getAttribute('aria-label') ?? node.textContent) === name
  ) as HTMLButtonElement;
