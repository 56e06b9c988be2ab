const PATTERN = /^(?:\*|https):\/\/(?<host>\*|(?:\*\.)?[^/*]+)\//;

/** Does a match pattern, as permissions name hosts by them, stand for this https origin? Patterns know no ports. */
export function covers(pattern: string, origin: string): boolean {
  const { hostname } = new URL(origin);
  const host = pattern === '<all_urls>' ? '*' : PATTERN.exec(pattern)?.groups?.['host'];
  if (host === undefined) return false;
  if (host === '*') return true;
  return host.startsWith('*.') ? hostname === host.slice(2) || hostname.endsWith(host.slice(1)) : hostname === host;
}
