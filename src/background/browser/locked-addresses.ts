type Rule = chrome.declarativeNetRequest.Rule;

/** The header that holds a page. */
export const POLICY = 'content-security-policy';

/**
 * Firefox stores a response as extensions changed it: our policy would outlive the lock in its cache, and the page would not run as its
 * site sends it. What is stored of a locked page is therefore asked for each time, and, without a validator, comes whole.
 */
export const FRESHNESS = { name: 'cache-control', value: 'no-cache' };
/** What a browser could ask with whether a stored response still holds (RFC 9110, section 8.8). */
export const VALIDATORS: readonly string[] = ['etag', 'last-modified'];

/** Exactly this origin: a name before an @, a port or a trailing dot must not slip through, nor may a subdomain be caught. */
export function addressesOf(origin: string): string {
  const { hostname, port } = new URL(origin);
  const host = hostname.replaceAll(/[^a-z0-9-]/g, String.raw`\$&`);
  return `^https://([^/?#]*@)?${host}\\.?${port === '' ? '' : `:${port}`}/`;
}

/** The origin whose addresses a rule is for, the inverse of `addressesOf`; null for a rule that is not ours. */
export function originOf({ condition: { regexFilter = '' } }: Pick<Rule, 'condition'>): string | null {
  const [, host, port = ''] = /^\^https:\/\/\(\[\^\/\?#\]\*@\)\?(.+?)\\\.\?(:\d+)?\/$/.exec(regexFilter) ?? [];
  return host === undefined ? null : `https://${host.replaceAll('\\', '')}${port}`;
}
