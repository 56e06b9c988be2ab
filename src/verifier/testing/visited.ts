import type { Anchors } from '../anchors/anchor.ts';
import type { Outcome } from '../check.ts';
import type { Endorsement } from '../endorsement.ts';
import type { Adapter, AdapterReply, Asked, Reading } from '../protocol/adapter.ts';
import type { AttestationResult } from '../result.ts';
import type { Instant } from '../time.ts';
import { appraiseCase } from './appraise-case.ts';

/** The inputs for appraising a service's answers. */
export type Surroundings = {
  readonly anchors: Anchors;
  readonly now: Instant;
  readonly endorsements?: readonly Endorsement[];
  /** Both looks at the connection agreed. */
  readonly confirmed?: boolean;
};

/** An answer with status 200, or another. */
export const answer = (body: string | Uint8Array | object, status = 200): AdapterReply => ({
  status,
  contentType: null,
  bytes: body instanceof Uint8Array ? body : new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
});

/** The service's answers appraised as a visitor's browser does; null if they contain no document. */
export async function appraised(reading: Reading, asked: Asked, around: Surroundings): Promise<AttestationResult | null> {
  if (reading.at !== 'read') return null;
  const { evidence, binding } = reading.document;
  const { origin, nonce, connection } = asked;
  const certificate = connection?.certificate ?? null;
  return await appraiseCase({
    evidence,
    endorsements: around.endorsements ?? [],
    anchors: around.anchors,
    now: around.now,
    visit: {
      session: {
        origin,
        nonce,
        binding,
        challenge: null,
        channel:
          connection === null
            ? { kind: 'unobserved', because: 'no-request-seen' }
            : {
                kind: 'observed',
                spki: connection.spki,
                ...(certificate === null ? {} : { certificate }),
                confirmed: around.confirmed ?? false,
                locallyInstalledRoot: null,
              },
        scripts: { kind: 'unguarded', because: 'guard-silent' },
        response: null,
      },
    },
  });
}

/** The outcomes of the checks that a layout decides. */
export async function answers(
  adapter: Adapter,
  replies: readonly (AdapterReply | null)[],
  asked: Asked,
  around: Surroundings,
): Promise<Readonly<Record<'binding' | 'origin' | 'nonce' | 'channel', Outcome | undefined>> | string> {
  const reading = adapter.read(replies, asked);
  const result = await appraised(reading, asked, around);
  if (result === null) return reading.at === 'unread' ? reading.because : 'read';
  const of = (check: string): Outcome | undefined => result.findings.find((one) => one.check === check)?.outcome;
  return {
    binding: of('binding.report-data'),
    origin: of('binding.origin'),
    nonce: of('freshness.nonce'),
    channel: of('channel.tls-key'),
  };
}
