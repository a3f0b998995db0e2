/** What happened to a notebook that may not be in front, told in JupyterLab's own way. */
import { Notification } from '@jupyterlab/apputils';
import type { NoticeContent } from '../components/notice';
import { sentence } from '../components/words';

const SECONDS_5 = 5000;

/** Show it until it is dismissed, or for some seconds where all went well. */
export function notify({ kind, message, remedy = '', actions = [] }: NoticeContent): void {
  const text = remedy ? `${sentence(message)} ${remedy}` : message;
  Notification.emit(text, kind, {
    autoClose: kind === 'success' || kind === 'info' ? SECONDS_5 : false,
    actions: actions.map(({ label, run }) => ({ label, callback: run }))
  });
}
