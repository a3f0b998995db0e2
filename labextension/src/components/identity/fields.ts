/** The fields that a way of logging in wants; what is secret stays in its field alone. */
import type { LoginKind, LoginRequest } from '../../api/schema';
import { button, h, setAttribute, uniqueId } from '../dom';

/** Ask for a file of the workspace; null when the person gave up. */
export type FileChooser = () => Promise<string | null>;

type Key = Exclude<keyof LoginRequest, 'kind'>;

const ACCOUNT = { key: 'account', label: 'Account', hint: 'where you have several' } as const;

interface Field {
  key: Key;
  label: string;
  type?: 'password' | 'file';
  hint?: string;
  autocomplete?: string;
}

const FIELDS: Record<LoginKind, readonly Field[]> = {
  userpass: [
    { key: 'username', label: 'User name', autocomplete: 'username' },
    { key: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' },
    ACCOUNT
  ],
  x509: [
    { key: 'certificate', label: 'Certificate', type: 'file', hint: 'a file of the workspace' },
    { key: 'key', label: 'Key', type: 'file', hint: 'a file of the workspace' },
    ACCOUNT
  ],
  x509_proxy: [
    { key: 'proxy', label: 'Proxy', type: 'file', hint: 'a file of the workspace' },
    ACCOUNT
  ],
  oidc: [{ key: 'token', label: 'Token', type: 'password', autocomplete: 'off' }, ACCOUNT],
  token: [{ key: 'token', label: 'Token', type: 'password', autocomplete: 'off' }, ACCOUNT],
  client_credentials: [
    { key: 'client_id', label: 'Application', hint: 'its id' },
    { key: 'client_secret', label: 'Secret', type: 'password', autocomplete: 'off' }
  ]
};

const SECRETS: ReadonlySet<Key> = new Set(['password', 'token', 'client_secret']);
const OPTIONAL: ReadonlySet<Key> = new Set(['account']);

/** Fields of one kind, and what stands in them. */
export class LoginFields {
  readonly node = h('div', { class: 'esap-login-fields' });
  private readonly inputs = new Map<Key, HTMLInputElement>();

  constructor(
    private readonly kind: LoginKind,
    private readonly choose?: FileChooser
  ) {
    this.node.append(...FIELDS[kind].map(field => this.field(field)));
  }

  /** What is missing, in words; the first such field has the focus. */
  problem(): string | null {
    const empty = [...this.inputs].filter(([key, input]) => {
      const missing = input.value === '' && !OPTIONAL.has(key);
      setAttribute(input, 'aria-invalid', missing ? 'true' : null);
      return missing;
    });
    empty[0]?.[1].focus();
    const labels = empty.map(([, input]) => input.labels?.[0]?.textContent ?? '');
    return empty.length > 0 ? `Fill in: ${labels.join(', ')}.` : null;
  }

  /** Take what was typed; secrets are gone from the page with it. */
  take(): LoginRequest {
    const values = [...this.inputs].map(([key, input]) => [key, input.value] as const);
    for (const [key, input] of this.inputs) {
      if (SECRETS.has(key)) {
        input.value = '';
      }
    }
    return { kind: this.kind, ...Object.fromEntries(values.filter(([, value]) => value !== '')) };
  }

  /** Go to the first field that has to be filled in still. */
  focus(): void {
    const inputs = [...this.inputs];
    const empty = inputs.find(([key, input]) => input.value === '' && !OPTIONAL.has(key));
    (empty ?? inputs[0])?.[1].focus();
  }

  private field({ key, label, type, hint, autocomplete = 'off' }: Field): HTMLElement {
    const input = h('input', {
      id: uniqueId(key),
      class: 'esap-input',
      type: type === 'password' ? 'password' : 'text',
      autocomplete,
      autocapitalize: 'off',
      spellcheck: 'false',
      placeholder: hint ?? null
    });
    this.inputs.set(key, input);
    const { choose } = this;
    const browse =
      type === 'file' && choose
        ? button('Choose…', () => void fill(input, choose), {
            'aria-label': `Choose the file: ${label}`
          })
        : null;
    const line = h('div', { class: 'esap-login-line' }, input, browse);
    return h('div', { class: 'esap-field' }, h('label', { for: input.id }, label), line);
  }
}

async function fill(input: HTMLInputElement, choose: FileChooser): Promise<void> {
  const path = await choose();
  if (path !== null) {
    input.value = path;
  }
  input.focus();
}
