import { useEffect, useState } from 'preact/hooks';
import { call, grantedHosts, removeHosts, requestHosts, watchHosts } from './browser.ts';

/** The granted host patterns, kept up to date; null while they are being read. */
export function useHosts(): readonly string[] | null {
  const [hosts, setHosts] = useState<readonly string[] | null>(null);
  useEffect(() => {
    const read = (): void => {
      void grantedHosts().then(setHosts);
    };
    read();
    return watchHosts(read);
  }, []);
  return hosts;
}

/** Requests hosts within a click; the background then listens anew. True when the user agreed. */
export async function grant(hosts: readonly string[]): Promise<boolean> {
  const granted = await requestHosts(hosts);
  if (granted) await call('permissions.changed', null);
  return granted;
}

/** Gives hosts back; the background stops listening there. */
export async function withdraw(hosts: readonly string[]): Promise<void> {
  await removeHosts(hosts);
  await call('permissions.changed', null);
}
