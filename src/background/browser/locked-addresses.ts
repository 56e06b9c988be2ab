type Rule = chrome.declarativeNetRequest.Rule;

/** The header that holds a page. */
export const POLICY = 'content-security-policy';

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
