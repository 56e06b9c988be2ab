import type { NavigationEvent } from '../channel/event.ts';

/**
 * Does this Chromium show certificates? A browser feature decides that, and it cannot be queried: the answer is yes once a
 * certificate has arrived, and no once a page has come over the network without one. Until then both are possible; a certificate
 * that arrives later overrides a no. @param changed called when the answer becomes no, and when a certificate arrives after all
 */
export function watchCertificates(changed: (shown: boolean) => void): {
  see(event: NavigationEvent): void;
  /** False only when it is known that none will come. */
  mayCome(): boolean;
} {
  let shown: boolean | null = null;
  /** The request whose headers came last. */
  let answered: string | null = null;

  function learn(is: boolean): void {
    const expected = shown ?? true;
    shown = is;
    if (is !== expected) changed(is);
  }

  return {
    see(event) {
      if (event.kind === 'certificate') learn(true);
      if (event.kind === 'headers') answered = event.requestId;
      // It would have come with the headers. Nothing says over which connection a stored response once came.
      if (event.kind === 'response' && shown === null && answered === event.requestId && !event.fromCache) learn(false);
    },
    mayCome: () => shown !== false,
  };
}
