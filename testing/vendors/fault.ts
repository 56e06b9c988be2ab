import { send } from '../site/answer.ts';
import type { Received, Respond } from '../site/server.ts';

/** What can be wrong with a manufacturer's service. `null` is a good day. */
export type VendorFault = 'error' | 'busy' | 'missing' | 'garbage' | 'silent' | 'oversized' | 'redirect' | null;

/** How long a busy service asks to be left alone (seconds). */
const PAUSE = 3600;

const page = { 'content-type': 'text/html' };

/** Answers as a service with this fault does. */
export function misbehave(fault: Exclude<VendorFault, null>, { host }: Received, respond: Respond): void {
  switch (fault) {
    case 'error':
      send(respond, { status: 500, body: '' });
      return;
    case 'busy':
      send(respond, { status: 429, headers: { 'retry-after': String(PAUSE) }, body: '' });
      return;
    case 'missing':
      send(respond, { status: 404, body: '' });
      return;
    case 'garbage':
      send(respond, { headers: page, body: '<html>not what was asked for</html>' });
      return;
    case 'oversized':
      send(respond, { headers: page, body: ' '.repeat(8 * 1024 * 1024) });
      return;
    case 'redirect':
      send(respond, { status: 302, headers: { location: `https://${host}/elsewhere` }, body: '' });
      return;
    case 'silent':
      return; // Nothing, ever: the visitor's own time limit must end it.
  }
}
