/** Who one is at each service; what is secret only ever goes to the server. Framework-free. */
import type { Asker } from './adql';
import type { CodeLogin, DeviceLogin, Identity, Limits, LoginRequest } from './schema';

/** Logs in to services and out again. */
export class IdentityClient {
  constructor(private readonly asker: Asker) {}

  /** All services that one can log in to, as they are known. */
  list(): Promise<Identity[]> {
    return this.asker.ask('GET', ['identity']);
  }

  get(service: string): Promise<Identity> {
    return this.asker.ask('GET', ['identity', service]);
  }

  /** Log in; the login is kept when the service has taken it, not before. */
  login(service: string, request: LoginRequest): Promise<Identity> {
    return this.asker.ask('PUT', ['identity', service], { body: request });
  }

  logout(service: string): Promise<Identity> {
    return this.asker.ask('DELETE', ['identity', service]);
  }

  /** Ask the issuer for a code that the person types elsewhere. */
  startDevice(service: string): Promise<DeviceLogin> {
    return this.asker.ask('POST', ['identity', service, 'device']);
  }

  device(service: string): Promise<DeviceLogin> {
    return this.asker.ask('GET', ['identity', service, 'device']);
  }

  cancelDevice(service: string): Promise<void> {
    return this.asker.ask('DELETE', ['identity', service, 'device']);
  }

  /** Where the browser goes to log in. */
  startCode(service: string): Promise<CodeLogin> {
    return this.asker.ask('POST', ['identity', service, 'code']);
  }
  /** What the server may use, and whether it started as it should. */
  limits(): Promise<Limits> {
    return this.asker.ask('GET', ['limits']);
  }
}
