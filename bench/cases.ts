import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLine, readRequest } from '../src/cli/request.ts';
import { instant, ORDINARY_POLICY, parseRfc3339, type AppraisalInput } from '../src/verifier/index.ts';
import { anyTees } from '../src/verifier/index.ts';
import type { Attester } from '../src/verifier/testing/attester.ts';
import type { PeerInput } from './peers.mjs';
import type { Case } from './tasks.ts';

/** Recorded evidence lies beside the project and is never copied into it. */
const VECTORS = fileURLToPath(new URL('../../shared/vectors/', import.meta.url));

/** One recorded case as it stands in its file, paths made absolute; undefined where the vectors are not at hand. */
export function recordedRequest(id: string): Readonly<Record<string, unknown>> | undefined {
  const family = join(VECTORS, id.split('/')[0] ?? '', 'cases.jsonl');
  if (!existsSync(family)) return undefined;
  const line = readFileSync(family, 'utf8')
    .split('\n')
    .find((one) => one.includes(`"id":"${id}"`));
  if (line === undefined) throw new Error(`no recorded case ${id}`);
  return absolute(JSON.parse(line)) as Readonly<Record<string, unknown>>; // an object, as README of the vectors says
}

/** The parts of a recorded case that are asked of an appraiser (DESIGN §5); the others say what the answer must be. */
function asked(request: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const parts = ['id', 'at', 'evidence', 'endorsements', 'anchors', 'policy', 'expected'];
  return Object.fromEntries(Object.entries(request).filter(([name]) => parts.includes(name)));
}

/** File names in a request are relative to the vectors. */
function absolute(value: unknown): unknown {
  if (typeof value === 'string') return existsSync(join(VECTORS, value)) ? join(VECTORS, value) : value;
  if (Array.isArray(value)) return value.map(absolute);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, absolute(member)]));
}

type Files = { readonly dcapCollateral?: string; readonly vek?: string };

/** What the peers of a recorded case are given: the same files that our appraiser reads. */
export function peerInput(request: Readonly<Record<string, unknown>>): Omit<PeerInput, 'evidence'> {
  const { dcapCollateral, vek } = (request['endorsements'] ?? {}) as Files; // DESIGN §5
  return {
    at: parseRfc3339(String(request['at']), 'at'),
    ...(dcapCollateral === undefined ? {} : { collateral: JSON.parse(readFileSync(dcapCollateral, 'utf8')) as unknown }),
    ...(vek === undefined ? {} : { vcek: new Uint8Array(readFileSync(vek)) }),
  };
}

/** A recorded case, read by the terminal's own reader; undefined where the vectors are not at hand. */
export async function recordedCase(id: string): Promise<Case | undefined> {
  const request = recordedRequest(id);
  if (request === undefined) return undefined;
  const { input } = await readRequest(readLine(JSON.stringify(asked(request))), instant(Date.now()));
  return { input, peer: { evidence: input.evidence.bytes, ...peerInput(request) } };
}

/** Two visits to a simulated platform, each with its own nonce; no manufacturer's root, so no peer takes part. */
export function simulatedCase(attester: Attester): Case {
  const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
  const visit = (fill: number): Omit<AppraisalInput, 'crypto'> => {
    const nonce = new Uint8Array(32).fill(fill);
    const reportData = new Uint8Array(64).fill(fill);
    const attested = attester.attest({ reportData, nonce, now });
    const tee = anyTees.find(({ id }) => id === attester.tee);
    if (tee === undefined) throw new Error(`no TEE ${attester.tee}`);
    return {
      evidence: { type: attester.evidenceType, bytes: attested.evidence, parameters: attested.parameters },
      endorsements: attested.endorsements.flatMap(({ mediaType, bytes }) => tee.documents[mediaType]?.(bytes) ?? []),
      references: [],
      visit: { expected: { reportData, nonce: null } },
      anchors: attester.anchors,
      policy: ORDINARY_POLICY,
      now,
      clockChanged: true,
    };
  };
  const input = visit(1);
  return { input, again: visit(2), peer: { evidence: input.evidence.bytes, at: now } };
}
