/** Second labels under which countries register names for everybody, as in `example.co.uk`. */
const SHARED = new Set(['ac', 'co', 'com', 'edu', 'gov', 'net', 'or', 'org']);

/**
 * Which site an origin belongs to, for budgets alone: about the name that somebody had to pay for. Whoever owns a name makes as
 * many subdomains of it as he likes, so they share one budget; without the list of public suffixes some neighbours who rent
 * subdomains share theirs too, which costs them patience and nothing else. An IP address is a site of its own.
 */
export function siteOf(origin: string): string {
  const { hostname } = new URL(origin);
  const labels = hostname.replace(/\.$/, '').split('.');
  if (hostname.startsWith('[') || /^\d+$/.test(labels.at(-1) ?? '')) return hostname;
  const shared = labels.at(-1)?.length === 2 && SHARED.has(labels.at(-2) ?? '');
  return labels.slice(shared ? -3 : -2).join('.');
}
