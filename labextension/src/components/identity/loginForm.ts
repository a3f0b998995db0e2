/** Logs in to one service, in the way that the person chooses among those it offers. */
import type { IdentityClient } from '../../api/identity';
import type { Identity, LoginKind } from '../../api/schema';
import { button, type Component, h, isIdle, setIdle, setText, uniqueId } from '../dom';
import { errorWords } from '../words';
import { CodeLoginView } from './codeLogin';
import { DeviceLoginView } from './deviceLogin';
import { type FileChooser, LoginFields } from './fields';
import { WAYS } from './words';

type Way = LoginKind | 'device' | 'code';

/** For whom, and who hears of it. */
export interface LoginFormOptions {
  client: IdentityClient;
  identity: Identity;
  choose?: FileChooser;
  /** Logged in; the identity as it is now. */
  done(identity: Identity): void;
  cancel(): void;
}

/** The ways that a service offers, the easiest first. */
export function waysOf({ kinds, device, code }: Identity): Way[] {
  const plain = kinds.filter(kind => kind !== 'token' || !kinds.includes('oidc'));
  return [...(device ? (['device'] as const) : []), ...(code ? (['code'] as const) : []), ...plain];
}

/** Secrets that were typed go to the server and are gone from the page. */
export class LoginForm implements Component {
  readonly node: HTMLFormElement;
  private readonly way = h('select', { id: uniqueId('way'), class: 'esap-input' });
  private readonly place = h('div');
  private readonly alert = h('div', { class: 'esap-error', role: 'alert' });
  private readonly submit: HTMLButtonElement;
  private fields: LoginFields | null = null;
  private view: (Component & { start(): Promise<void> }) | null = null;

  constructor(private readonly options: LoginFormOptions) {
    const { identity } = options;
    const ways = waysOf(identity);
    this.way.append(...ways.map(way => h('option', { value: way }, WAYS[way])));
    this.way.addEventListener('change', () => this.choose());
    this.submit = h('button', { type: 'submit', class: 'esap-button esap-primary' }, 'Log in');
    const choice = h(
      'div',
      { class: 'esap-field' },
      h('label', { for: this.way.id }, 'How'),
      this.way
    );
    choice.hidden = ways.length < 2;
    this.node = h(
      'form',
      {
        class: 'esap-login-form',
        novalidate: true,
        'aria-label': `Log in to ${identity.name}`,
        on: {
          submit: event => {
            event.preventDefault();
            void this.send();
          }
        }
      },
      choice,
      this.place,
      this.alert,
      h(
        'div',
        { class: 'esap-actions' },
        this.submit,
        button('Cancel', () => options.cancel())
      )
    );
    if (ways.length === 0) {
      setText(this.alert, `${identity.name} offers no way to log in from here.`);
      this.submit.hidden = true;
    } else {
      this.choose();
    }
  }

  dispose(): void {
    this.view?.dispose();
    this.node.remove();
  }

  focus(): void {
    if (this.fields) {
      this.fields.focus();
    } else {
      this.submit.focus();
    }
  }

  private get chosen(): Way {
    return this.way.value as Way;
  }

  private choose(): void {
    this.view?.dispose();
    this.view = null;
    const way = this.chosen;
    this.fields =
      way === 'device' || way === 'code' ? null : new LoginFields(way, this.options.choose);
    this.place.replaceChildren(...(this.fields ? [this.fields.node] : []));
    this.submit.hidden = false;
    setText(
      this.submit,
      way === 'device' ? 'Get a code' : way === 'code' ? 'Get the page' : 'Log in'
    );
    setText(this.alert, '');
  }

  private async send(): Promise<void> {
    if (isIdle(this.submit) || this.submit.hidden) {
      return;
    }
    const problem = this.fields?.problem() ?? '';
    setText(this.alert, problem);
    if (problem) {
      return;
    }
    setIdle(this.submit, true);
    try {
      if (this.fields) {
        const { client, identity, done } = this.options;
        done(await client.login(identity.service, this.fields.take()));
      } else {
        await this.elsewhere();
      }
    } catch (error) {
      // What is no secret stays, so that a refusal costs no typing.
      if (!this.fields) {
        this.choose();
      }
      setText(this.alert, errorWords(error as Error));
      this.focus();
    } finally {
      setIdle(this.submit, false);
    }
  }

  private async elsewhere(): Promise<void> {
    const { client, identity } = this.options;
    const done = () => void this.finished();
    this.view =
      this.chosen === 'device'
        ? new DeviceLoginView({
            client,
            service: identity.service,
            done,
            failed: words => this.failed(words)
          })
        : new CodeLoginView({ client, before: identity, done });
    this.place.replaceChildren(this.view.node);
    this.submit.hidden = true;
    await this.view.start();
  }

  private failed(words: string): void {
    this.choose();
    setText(this.alert, words);
    this.focus();
  }

  private async finished(): Promise<void> {
    const { client, identity, done } = this.options;
    try {
      done(await client.get(identity.service));
    } catch (error) {
      this.failed(errorWords(error as Error));
    }
  }
}
