/** Addresses of the lab that carry a link, and the page's own address without one. */
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import { type Link, PARAMETER, writeLink } from '../components/links/link';

/**
 * The address that opens a link for whoever follows it: at a hub in that person's own server,
 * else here. It carries no token.
 */
export function addressOf(link: Link): string {
  const hub = PageConfig.getOption('hubPrefix');
  const origin = PageConfig.getOption('hubHost') || window.location.origin;
  const lab = hub
    ? URLExt.join(origin, hub, 'user-redirect', 'lab')
    : URLExt.join(PageConfig.getBaseUrl(), 'lab');
  return `${lab}?${PARAMETER}=${encodeURIComponent(writeLink(link))}`;
}

/** What the page's address carries: one value, where it is a link. */
export function carried(): string[] {
  return new URLSearchParams(window.location.search).getAll(PARAMETER);
}

/** Take it out of the page's address, so that a reload or a bookmark does not ask again. */
export function forget(): void {
  const address = new URL(window.location.href);
  if (!address.searchParams.has(PARAMETER)) {
    return;
  }
  address.searchParams.delete(PARAMETER);
  window.history.replaceState(window.history.state, '', address);
}
