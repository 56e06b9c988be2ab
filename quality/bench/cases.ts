import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLine, readRequest, type Request } from '../../src/cli/request.ts';
import {
  suppliedBy,
  anyTees,
  endorsementsInAll,
  instant,
  open,
  ORDINARY_POLICY,
  parseRfc3339,
  toRfc3339,
  type Endorsement,
  type Evidence,
  type Instant,
} from '../../src/verifier/index.ts';
import type { Attester } from '../../src/verifier/testing/attester.ts';
import type { PeerInput } from './peers.mjs';
import type { Case, PackedInput } from './tasks.ts';

/** Recorded evidence is kept outside the project and never copied into it. */
const VECTORS = fileURLToPath(new URL('../../../shared/vectors/', import.meta.url));

/** A recorded case as it is in its file (README of the vectors), with absolute paths. */
export type Recorded = Readonly<Record<string, unknown>> & { readonly id: string };

/** All recorded cases of one folder; none where the vectors are not at hand. */
export function recordedIn(folder: string): readonly Recorded[] {
  const file = join(VECTORS, folder, 'cases.jsonl');
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => absolute(JSON.parse(line)) as Recorded); // an object each, as that README says
}

/** What a recorded case asks of an appraiser (DESIGN §5); its other parts state the expected result. */
export async function readRecorded(request: Recorded): Promise<Request> {
  const parts = ['id', 'at', 'evidence', 'endorsements', 'anchors', 'policy', 'expected'];
  const asked = Object.fromEntries(Object.entries(request).filter(([name]) => parts.includes(name)));
  return await readRequest(readLine(JSON.stringify(asked)), instant(Date.now()));
}

/** File names in a request are relative to the vectors. */
function absolute(value: unknown): unknown {
  if (typeof value === 'string') return existsSync(join(VECTORS, value)) ? join(VECTORS, value) : value;
  if (Array.isArray(value)) return value.map(absolute);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, absolute(member)]));
}

type Files = { readonly dcapCollateral?: string; readonly vek?: string };

/** What the peers get for a recorded case: the same files that our appraiser reads. */
export function peerInput(request: Recorded): Omit<PeerInput, 'evidence'> {
  const { dcapCollateral, vek } = (request['endorsements'] ?? {}) as Files; // DESIGN §5
  return {
    at: parseRfc3339(String(request['at']), 'at'),
    ...(dcapCollateral === undefined ? {} : { collateral: JSON.parse(readFileSync(dcapCollateral, 'utf8')) as unknown }),
    ...(vek === undefined ? {} : { vcek: new Uint8Array(readFileSync(vek)) }),
  };
}

/** A recorded case, read with the terminal's own reader; undefined where the vectors are not at hand. */
export async function recordedCase(id: string): Promise<Case | undefined> {
  const cases = recordedIn(id.split('/')[0] ?? '');
  const request = cases.find((one) => one.id === id);
  if (cases.length === 0) return undefined;
  if (request === undefined) throw new Error(`no recorded case ${id}`);
  const { opening, ...rest } = (await readRecorded(request)).input;
  const input = { ...rest, evidence: opening.evidence };
  return { input, peer: { evidence: input.evidence.bytes, ...peerInput(request) } };
}

/** A register's answer about the keys that this evidence needs: active. */
function registered(evidence: Evidence, sent: readonly Endorsement[], now: Instant): readonly Endorsement[] {
  const opening = open(evidence);
  const needs = opening.at === 'opened' ? opening.opened.needs(suppliedBy('site', sent)) : [];
  return needs.flatMap((need) => {
    const key = need.kind === 'device-key' || need.kind === 'manufacturer-key' ? need['key'] : undefined;
    if (key === undefined) return [];
    const dates = { validFrom: null, validUntil: null };
    const records = [{ publicKey: key, manufacturer: 'bench', deviceId: 'bench', status: 'active', ...dates }];
    const answer = { source: 'bench', asOf: toRfc3339(now), test: true, records };
    return [{ need, bytes: new TextEncoder().encode(JSON.stringify(answer)) }];
  });
}

/** Two visits to a simulated platform, each with its own nonce; no manufacturer's root, so no peer takes part. */
export function simulatedCase(attester: Attester): Case {
  const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
  const visit = (fill: number): PackedInput => {
    const nonce = new Uint8Array(32).fill(fill);
    const reportData = new Uint8Array(64).fill(fill);
    const attested = attester.attest({ reportData, nonce, now });
    const tee = anyTees.find(({ id }) => id === attester.tee);
    if (tee === undefined) throw new Error(`no TEE ${attester.tee}`);
    const evidence = { type: attester.evidenceType, bytes: attested.evidence, parameters: attested.parameters };
    const sent = endorsementsInAll(tee, attested.endorsements);
    return {
      evidence,
      endorsements: [...suppliedBy('site', sent), ...suppliedBy('list', registered(evidence, sent, now))],
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
