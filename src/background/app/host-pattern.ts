const PATTERN = /^(?:\*|https):\/\/(?<host>\*|(?:\*\.)?[^/*]+)\//;

/** Does a match pattern, as used for host permissions, cover this https origin? Patterns have no ports. */
export function covers(pattern: string, origin: string): boolean {
  const { hostname } = new URL(origin);
  const host = pattern === '<all_urls>' ? '*' : PATTERN.exec(pattern)?.groups?.['host'];
  if (host === undefined) return false;
  if (host === '*') return true;
  return host.startsWith('*.') ? hostname === host.slice(2) || hostname.endsWith(host.slice(1)) : hostname === host;
}
