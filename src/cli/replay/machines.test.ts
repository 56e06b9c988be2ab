// Covers: replay.ts, tell.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { toHex, type Instant } from '../../verifier/index.ts';
import { tdxAttester } from '../../verifier/testing/attesters/dcap.ts';
import type { Capture } from './capture.ts';
import { replayCapture, type Replayed } from './replay.ts';
import { tellReplayed } from './tell.ts';

const NOW = Date.parse('2026-11-28T12:00:00Z') as Instant;
const nonce = new Uint8Array(32).fill(7);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const KEY = base64(new Uint8Array(1184));
const reportData = new Uint8Array(64);
reportData.set(
  createHash('sha256')
    .update(`${toHex(nonce)}${KEY}`)
    .digest(),
);
const { evidence } = tdxAttester.attest({ nonce, reportData, now: NOW });
/** Signed for other report data than the quote now holds. */
const altered = evidence.with(600, (evidence[600] ?? 0) ^ 1);

const machine = (quote: Uint8Array): object => ({
  nonce: toHex(nonce),
  e2e_pubkey: KEY,
  intel_quote: base64(quote),
});

async function replayed(machines: readonly object[]): Promise<Replayed> {
  const body = Buffer.from(JSON.stringify({ attestation_type: 'chutes', nonce: toHex(nonce), all_attestations: machines }));
  const url = new URL(`https://api.test/v1/attestation/report?nonce=${toHex(nonce)}`);
  const reply = { status: 200, contentType: null, bytes: new Uint8Array(body) };
  const capture: Capture = { nonce, capturedAt: NOW, responses: [{ url, reply, connection: null, header: () => null }] };
  return await replayCapture(capture, { anchors: tdxAttester.anchors, references: [] });
}

describe('a recorded answer with several machines', () => {
  it('is rejected for the one that fails, wherever it stands', async () => {
    const [good, bad] = [machine(evidence), machine(altered)];
    const alone = await replayed([bad]);
    for (const machines of [
      [good, bad],
      [bad, good],
      [good, good, bad, good],
    ])
      expect(await replayed(machines)).toMatchObject({ decision: alone.decision, badge: alone.badge, findings: alone.findings });
    expect(alone.decision).toBe('reject');
  });

  it('is rejected for one that cannot be read', async () => {
    const unread = { ...machine(evidence), intel_quote: '!' };
    expect(await replayed([machine(evidence), unread])).toMatchObject({ decision: 'reject', problem: { because: 'malformed' } });
  });

  it('otherwise says what the first one proves, and what each of them does', async () => {
    const all = await replayed([machine(evidence), machine(evidence)]);
    const { machines, ...first } = all;
    const { machines: one, ...alone } = await replayed([machine(evidence)]);
    expect(first).toEqual(alone);
    expect([machines, one]).toEqual([
      [1, 2].map(() => ({ decision: alone.decision, badge: alone.badge })),
      [{ decision: alone.decision, badge: alone.badge }],
    ]);
    expect(tellReplayed(all)).toContain(`machine 2     ${alone.badge} (${alone.decision})`);
  });
});
