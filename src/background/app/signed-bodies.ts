import type { SignedBody } from '../browser/signed-bodies.ts';
import type { Ports } from './ports.ts';
import type { RunningChecks } from './running-checks.ts';
import { begunBy, type Visit } from './visit.ts';

/** Bodies kept until their document is known: a short page arrives whole before it is committed. */
const MAX_BODIES = 64;

/** What was seen of the bodies of signed pages. */
export type SignedBodies = {
  /** A body is complete: its document is appraised again if it was appraised without it. */
  readonly bodySeen: (body: SignedBody) => Promise<void>;
  /** The visit with the body of its response, once that has arrived. */
  readonly withBody: (visit: Visit) => Visit;
};

/** A body belongs to one request, and through it to one document. */
export function followSignedBodies(ports: Pick<Ports, 'visits'>, start: RunningChecks['start']): SignedBodies {
  const { visits } = ports;
  const bodies = new Map<string, string>();

  function withBody(visit: Visit): Visit {
    const body = visit.signed === null ? undefined : bodies.get(visit.signed.requestId);
    return visit.signed === null || body === undefined ? visit : { ...visit, signed: { ...visit.signed, body } };
  }

  return {
    withBody,
    bodySeen({ tabId, requestId, digest }) {
      bodies.set(requestId, digest);
      for (const oldest of [...bodies.keys()].slice(0, -MAX_BODIES)) bodies.delete(oldest);
      return visits.inTurn(tabId, async () => {
        const held = visits.held(tabId);
        if (held?.signed?.requestId !== requestId || held.signed.body === digest) return;
        const visit = await visits.update(tabId, held.id, (one) => ({ ...withBody(one), knowledge: null }));
        if (visit?.state.at === 'appraised') start(visit, begunBy(visit, visit.state), 'reappraisal');
      });
    },
  };
}
