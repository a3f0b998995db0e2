/** Who one is at each service, as far as the page has been told; never asks on a timer. */
import type { Subscription } from './backend';
import type { IdentityClient } from './identity';
import type { Identity, Limits } from './schema';

/** Keeps the identities; whoever changes one tells it. */
export class IdentityStore {
  private known: Identity[] | null = null;
  private reading: Promise<void> | null = null;
  private again = false;
  private readonly listeners = new Set<(service?: string) => void>();

  /** Why they could not be read, when they could not. */
  error: Error | null = null;
  /** What the server may use; null before it was asked, or where it does not say. */
  limits: Limits | null = null;

  constructor(readonly client: IdentityClient) {}

  /** What is known; null before anybody has asked. */
  list(): readonly Identity[] | null {
    return this.known;
  }

  get(service: string): Identity | null {
    return this.known?.find(identity => identity.service === service) ?? null;
  }

  /** Ask the server once, and not again before somebody says so. */
  start(): Promise<void> {
    return this.known === null ? this.refresh() : Promise.resolve();
  }

  /** Ask the server, which asks no service. */
  refresh(): Promise<void> {
    return this.once(this.client.limits().catch(() => null));
  }

  /** The server says that a login has changed; before anybody has asked, nobody wants to know. */
  changed(): void {
    if (this.reading) {
      this.again = true;
    } else if (this.known !== null) {
      void this.once(this.limits);
    }
  }

  /** One of them has changed. */
  put(identity: Identity): void {
    const others = this.known?.filter(({ service }) => service !== identity.service) ?? [];
    const at = this.known?.findIndex(({ service }) => service === identity.service) ?? -1;
    const place = at < 0 ? others.length : at;
    this.known = [...others.slice(0, place), identity, ...others.slice(place)];
    this.tell(identity.service);
    // A login by OIDC is one for all services of its issuer.
    if (identity.issuer !== null) {
      void this.refresh();
    }
  }

  /** Hear of changes; of a login or logout, with the service that it was for. */
  subscribe(listener: (service?: string) => void): Subscription {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  private once(limits: Limits | null | Promise<Limits | null>): Promise<void> {
    this.reading ??= this.read(limits).finally(() => {
      this.reading = null;
      if (this.again) {
        this.again = false;
        this.changed();
      }
    });
    return this.reading;
  }

  private async read(limits: Limits | null | Promise<Limits | null>): Promise<void> {
    const { known } = this;
    const before = JSON.stringify([known, this.limits, this.error?.message]);
    try {
      this.known = await this.client.list();
      this.error = null;
    } catch (error) {
      this.error = error as Error;
    }
    this.limits = await limits;
    if (JSON.stringify([this.known, this.limits, this.error?.message]) !== before) {
      const others = known === null ? [] : this.loggedInOrOut(known);
      for (const service of others.length > 0 ? others : [undefined]) {
        this.tell(service);
      }
    }
  }

  // Where another window, Python or the service itself has changed a login.
  private loggedInOrOut(before: readonly Identity[]): string[] {
    const changed = ({ service, state, account }: Identity) => {
      const was = before.find(identity => identity.service === service);
      const other = was?.account && account && was.account !== account;
      return was && (was.state !== state || other);
    };
    return (this.known ?? []).filter(changed).map(({ service }) => service);
  }

  private tell(service?: string): void {
    for (const listener of [...this.listeners]) {
      listener(service);
    }
  }
}
