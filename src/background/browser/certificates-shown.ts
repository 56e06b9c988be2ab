import type { NavigationEvent } from '../channel/event.ts';

/**
 * Does this Chromium show certificates? A feature decides that, of which nothing can be asked: that it does is known once one
 * has come, that it does not once a page has come over the network without one. Until then both are possible; a certificate
 * that comes after all is believed at once.
 * @param changed called when none will come, as it seems, and when one does after all
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
      // It would have come with the headers. Of what was stored, nobody says over which connection it came once.
      if (event.kind === 'response' && shown === null && answered === event.requestId && !event.fromCache) learn(false);
    },
    mayCome: () => shown !== false,
  };
}
