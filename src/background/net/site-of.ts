/** Second-level labels under which countries let everyone register names, as in `example.co.uk`. */
const SHARED = new Set(['ac', 'co', 'com', 'edu', 'gov', 'net', 'or', 'org']);

/**
 * Which site an origin belongs to, only for budgets: roughly, the name that someone had to pay for. The owner of a name can
 * create any number of subdomains, so they share one budget. Without the public suffix list some unrelated tenants of subdomains
 * share one, too, which only makes them wait. An IP address is a site of its own.
 */
export function siteOf(origin: string): string {
  const { hostname } = new URL(origin);
  const labels = hostname.replace(/\.$/, '').split('.');
  if (hostname.startsWith('[') || /^\d+$/.test(labels.at(-1) ?? '')) return hostname;
  const shared = labels.at(-1)?.length === 2 && SHARED.has(labels.at(-2) ?? '');
  return labels.slice(shared ? -3 : -2).join('.');
}
