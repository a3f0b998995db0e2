/** Uploads the notebook in front as a draft, after saying what goes where. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import type { Asker } from '../api/adql';
import { BackendError } from '../api/backend';
import type { Identity, Publication, PublicationRequest } from '../api/schema';
import { errorNotice, type NoticeContent } from '../components/notice';
import type { Notebooks } from '../results/notebooks';
import { CommandIDs } from '../tokens';

/** What publishing stands on. */
export interface PublishingOptions {
  app: JupyterFrontEnd;
  asker: Asker;
  notebooks: Notebooks;
  notify(content: NoticeContent): void;
}

/** Register `esap:publish` and `esap:upload-notebook`. */
export function addPublishing(options: PublishingOptions): void {
  const { app, notebooks } = options;
  app.commands.addCommand(CommandIDs.uploadNotebook, {
    label: 'Save notebook to the data lake…',
    caption: 'Store the notebook in front, as it is saved, in a data lake (Rucio)',
    describedBy: { args: {} },
    isEnabled: () => notebooks.current !== null,
    execute: () =>
      app.commands.execute(CommandIDs.upload, { paths: [notebooks.current?.path ?? ''] })
  });
  options.app.commands.addCommand(CommandIDs.publish, {
    label: 'Upload notebook as a draft…',
    caption: 'Make a draft at Zenodo of the notebook in front; publishing it is left to you',
    describedBy: { args: {} },
    isEnabled: () => options.notebooks.current !== null,
    execute: () => upload(options)
  });
}

async function upload(options: PublishingOptions): Promise<void> {
  const { app, asker, notebooks, notify } = options;
  const notebook = notebooks.current?.path;
  try {
    const all = await asker.ask<Identity[]>('GET', ['identity']);
    const repository = await choose(all.filter(each => each.noun === 'repository'));
    const request = repository && notebook ? await confirm(repository, notebook) : null;
    if (!repository || !request) {
      return;
    }
    notify({ kind: 'info', message: `Uploading ${notebook} to ${repository.name}…` });
    const path = ['workflows', 'repositories', repository.service, 'drafts'];
    tell(await asker.ask<Publication>('POST', path, { body: request }), repository, notify);
  } catch (error) {
    const content = errorNotice(error as Error, 'No draft was made.');
    const isLogin =
      error instanceof BackendError && /^(not_logged_in|login_refused)$/.test(error.code);
    const login = () => void app.commands.execute(CommandIDs.logins);
    notify(isLogin ? { ...content, actions: [{ label: 'Log in', run: login }] } : content);
  }
}

async function choose(repositories: Identity[]): Promise<Identity | null> {
  if (repositories.length === 0) {
    throw new Error(
      'No repository of this deployment takes drafts. Whoever runs it can add options = { publish = true } to one.'
    );
  }
  if (repositories.length === 1) {
    return repositories[0];
  }
  const items = repositories.map(each => each.name);
  const { value } = await InputDialog.getItem({ title: 'Upload to', items, okLabel: 'Choose' });
  return repositories.find(each => each.name === value) ?? null;
}

async function confirm({ name }: Identity, notebook: string): Promise<PublicationRequest | null> {
  const { button, isChecked } = await showDialog({
    title: `Upload a draft to ${name}?`,
    body: `${notebook} goes there as it is saved, with the environment file and the codemeta.json beside it. Nobody but you sees the draft, and nothing is published.`,
    checkbox: { label: 'Send the list of the basket along', checked: false },
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: 'Upload draft' })]
  });
  return button.accept ? { notebook, basket: isChecked === true } : null;
}

function tell(made: Publication, { name }: Identity, notify: PublishingOptions['notify']): void {
  const { title, url, warnings, files } = made;
  const isWeb = /^https?:\/\//i.test(url);
  notify({
    kind: warnings.length > 0 ? 'warning' : 'success',
    message: `“${title}” is a draft at ${name}, with ${files.join(', ')}. Publish it on its page.`,
    remedy: warnings.join(' '),
    actions: isWeb
      ? [{ label: 'Open draft', run: () => void window.open(url, '_blank', 'noopener') }]
      : []
  });
}
