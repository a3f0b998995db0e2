/** Which lake, who one is there, how long the login holds, how much room there is. */
import type { Lake, LakeAccount, Quota } from '../../api/schema';
import { button, type Component, h, setHidden, setText, uniqueId } from '../dom';
import { icon } from '../icons';
import { quotaWords, timeLeft } from './words';

/** What the head asks of its owner. */
export interface LakeHeadOptions {
  choose(lake: string): void;
  refresh(): void;
  /** Log in, also as somebody else; absent where that is not offered. */
  login?: () => void;
}

const MINUTE = 60_000;

/** Two lines and a fold above all else of a lake. */
export class LakeHead implements Component {
  readonly node = h('div', { class: 'esap-lake-head' });
  private readonly select: HTMLSelectElement;
  private readonly who = h('strong');
  private readonly left = h('span', { class: 'esap-hint' });
  private readonly login: HTMLButtonElement | null;
  private readonly room = h('details', { class: 'esap-lake-room' });
  private readonly bars = h('ul');
  private readonly roomHint = h('span', { class: 'esap-hint' });
  private readonly line: HTMLElement;
  private readonly timer: number;
  private account: LakeAccount | null = null;

  constructor(options: LakeHeadOptions) {
    const id = uniqueId('lake');
    this.select = h('select', {
      id,
      class: 'esap-input',
      on: { change: () => options.choose(this.select.value) }
    });
    const refresh = button('', options.refresh, {
      class: 'esap-icon-button',
      'aria-label': 'Refresh lake',
      title: 'Ask the lake again'
    });
    refresh.append(icon('refresh'));
    this.login = options.login
      ? button('Change login…', options.login, {
          class: 'esap-link',
          title: 'Log in again, or as somebody else'
        })
      : null;
    this.room.append(h('summary', {}, 'Room ', this.roomHint), this.bars);
    const name = h('span', { class: 'esap-name' }, 'Logged in as ', this.who);
    this.line = h('div', { class: 'esap-line esap-lake-who' }, name, this.left, this.login);
    const label = h('label', { for: id, class: 'esap-lake-label' }, 'Lake');
    this.node.append(
      h('div', { class: 'esap-line' }, label, this.select, refresh),
      this.line,
      this.room
    );
    this.timer = window.setInterval(() => this.age(), MINUTE);
    this.showAccount(null);
  }

  dispose(): void {
    window.clearInterval(this.timer);
    this.node.remove();
  }

  /** Offer these lakes, of which one is chosen. */
  showLakes(lakes: readonly Lake[], chosen: string): void {
    const options = lakes.map(lake => h('option', { value: lake.id }, lake.name));
    this.select.replaceChildren(...options);
    this.select.value = chosen;
    const lake = lakes.find(one => one.id === chosen);
    const version = lake?.version ? `Rucio ${lake.version}` : '';
    this.select.title = [lake?.description, lake?.url, version].filter(Boolean).join(' · ');
  }

  /** Say who one is; `null` while nobody knows. */
  showAccount(account: LakeAccount | null): void {
    this.account = account;
    setHidden(this.line, account === null, this.select);
    setHidden(this.room, account === null, this.select);
    if (account) {
      const vo = account.vo ? ` · ${account.vo}` : '';
      const admin = account.admin ? ' · administrator' : '';
      setText(this.who, `${account.account}${vo}${admin}`);
      this.who.title = this.who.textContent ?? '';
      this.showRoom(account.quotas);
    }
    this.age();
  }

  private age(): void {
    const expires = this.account?.expires ?? null;
    setText(this.left, expires === null ? '' : timeLeft(expires));
    this.left.title = expires === null ? '' : `Until ${new Date(expires * 1000).toLocaleString()}`;
  }

  private showRoom(quotas: readonly Quota[]): void {
    const limited = quotas.filter(quota => quota.limit !== null).length;
    setText(this.roomHint, limited > 0 ? `on ${limited} RSEs` : 'no quota is set for you');
    this.bars.replaceChildren(...quotas.map(bar));
  }
}

function bar(quota: Quota): HTMLElement {
  const words = quotaWords(quota);
  const line = h(
    'div',
    { class: 'esap-line' },
    h('span', { class: 'esap-name', title: quota.rse }, quota.rse),
    h('span', { class: 'esap-hint' }, words)
  );
  if (quota.limit === null) {
    return h('li', {}, line);
  }
  const share = Number(quota.limit) > 0 ? Number(quota.used) / Number(quota.limit) : 1;
  const progress = h('progress', {
    max: 1,
    value: Math.min(1, share),
    'data-full': share >= 0.9,
    'aria-label': `${quota.rse}: ${words}`
  });
  return h('li', {}, line, progress);
}
