/** What to do where there is no lake, no login, or no answer. */
import { BackendError } from '../../api/backend';
import type { Lake } from '../../api/schema';
import { button, type Component, h } from '../dom';
import { errorNotice, Notice } from '../notice';

/** The ways out. */
export interface GuideOptions {
  retry(): void;
  copy(text: string): void;
  /** Absent where logging in is not offered here. */
  login?: () => void;
}

const EXAMPLE = `[lakes.escape]
name = "ESCAPE data lake"
url = "https://rucio.example.org"
auth = "oidc"
account = "me"
rse = "EULAKE-1"
`;

const LOGGED_OUT = new Set(['not_logged_in', 'login_refused']);

/** Whether an error says that one has to log in. */
export function wantsLogin(error: Error): boolean {
  return error instanceof BackendError && LOGGED_OUT.has(error.code);
}

/** Stands where a lake would be. */
export class LakeGuide implements Component {
  readonly node = h('div', { class: 'esap-lake-guide' });
  private readonly notice = new Notice();
  private readonly body = h('div');

  constructor(private readonly options: GuideOptions) {
    this.node.append(this.notice.node, this.body);
  }

  dispose(): void {
    this.notice.dispose();
    this.node.remove();
  }

  /** Nothing has to be said. */
  clear(): void {
    this.notice.show(null);
    this.body.replaceChildren();
  }

  /** There is no lake at all. */
  showNone(): void {
    this.notice.show(null);
    const copy = button('Copy example', () => this.options.copy(EXAMPLE));
    this.body.replaceChildren(
      h('h3', {}, 'No data lake yet'),
      h(
        'p',
        {},
        'A data lake (Rucio) is described in a catalogue file, such as ~/.jupyter/esap/lake.toml ' +
          'or one that ESAP_CATALOGUE names:'
      ),
      h('pre', { class: 'esap-code', tabindex: 0, 'aria-label': 'Example' }, EXAMPLE),
      h(
        'p',
        {},
        'RucioConfig.instances of rucio-jupyterlab, RUCIO_ variables and a rucio.cfg are read too. ' +
          'Restart the server afterwards.'
      ),
      h('div', { class: 'esap-actions' }, copy, button('Look again', this.options.retry))
    );
  }

  /** A lake does not let one in, is down, or makes no sense. */
  showProblem(lake: Lake, error: Error): void {
    const { login, retry } = this.options;
    this.body.replaceChildren();
    const again = { label: 'Retry', run: retry };
    if (wantsLogin(error)) {
      const actions = login ? [{ label: 'Log in', run: login }, again] : [again];
      this.notice.show({ ...errorNotice(error), kind: 'info', actions });
    } else {
      this.notice.show({ ...errorNotice(error, lead(lake, error)), actions: [again] });
    }
  }

  /** Bring the way out to the keys. */
  focus(): void {
    this.notice.focus();
  }
}

function lead(lake: Lake, error: Error): string {
  return error.message.includes(lake.name) ? '' : `${lake.name}:`;
}
