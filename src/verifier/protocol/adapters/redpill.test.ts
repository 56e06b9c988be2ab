// Covers: redpill.ts, ../layouts/chutes-1.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { endorsementsFor, NOW } from '../../testing/intel/appraised.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { answer, answers } from '../../testing/visited.ts';
import type { Asked } from '../adapter.ts';
import { near } from './near.ts';
import { redpill } from './redpill.ts';

const asked: Asked = { origin: 'https://api.test', nonce: new Uint8Array(32).fill(7), connection: null };
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const KEY = base64(new Uint8Array(1184).fill(3));
/** Redpill's own, not the caller's. */
const NONCE = '5a'.repeat(32);
const half = Uint8Array.from(createHash('sha256').update(`${NONCE}${KEY}`).digest());
const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { reportData: concat(half, new Uint8Array(32).fill(1)) } });
const around = { anchors: made.anchors, now: NOW, endorsements: endorsementsFor(made) };

const machine = {
  instance_id: 'a',
  nonce: NONCE,
  e2e_pubkey: KEY,
  intel_quote: base64(made.evidence),
  gpu_evidence: [],
};
const others = Array.from({ length: 4 }, (_, at) => ({ ...machine, instance_id: String(at), intel_quote: 'AA==' }));
const served = (change: object = {}, whole: object = {}) => [
  answer({
    attestation_type: 'chutes',
    nonce: NONCE,
    all_attestations: [{ ...machine, ...change }, ...others],
    ...whole,
  }),
];

describe('Redpill, passing on evidence of Chutes', () => {
  it('names the key of its first machine, for a nonce of its own, so nothing is fresh', async () => {
    expect(await answers(redpill, served(), asked, around)).toEqual({
      binding: 'pass',
      origin: 'unknown',
      nonce: 'unknown',
      channel: 'unknown',
    });
  });

  it('asked for with its very nonce, is no fresher: anybody may repeat it', async () => {
    const own: Asked = { ...asked, nonce: Uint8Array.from(Buffer.from(NONCE, 'hex')) };
    expect(await answers(redpill, served(), own, around)).toMatchObject({ nonce: 'unknown' });
  });

  it('reads no other machine before somebody asks for that one: a service may name very many', () => {
    const damaged = { all_attestations: [machine, { ...machine, e2e_pubkey: '!' }, machine] };
    const reading = redpill.read(served({}, damaged), asked);
    const behind = reading.at === 'read' ? (reading.others ?? []) : [];
    expect(behind.map((read) => read().at)).toEqual(['unread', 'read']);
  });

  it.each<[string, object]>([
    ['another key', { e2e_pubkey: base64(new Uint8Array(1184)) }],
    ['another nonce', { nonce: toHex(asked.nonce) }],
    ['its nonce in capitals', { nonce: NONCE.toUpperCase() }],
  ])('with %s is not what the quote commits to', async (_, change) => {
    expect(await answers(redpill, served(change), asked, around)).toMatchObject({ binding: 'fail' });
  });

  it('with members that nobody knows is the same', async () => {
    const more = served({ region: 'x', gpu_evidence: null }, { model: 'm', intel_quote: null });
    expect(await answers(redpill, more, asked, around)).toMatchObject({ binding: 'pass' });
  });

  it.each([
    ['no machine', served({}, { all_attestations: [] }), 'malformed'],
    ['no quote', served({ intel_quote: null }), 'malformed'],
    ['a quote that is no base64', served({ intel_quote: '!' }), 'malformed'],
    ['401, as without an account', [answer('', 401)], 'asks-for-a-key'],
    ['dstack’s form, which NEAR AI’s reader takes', [answer({ intel_quote: 'ab', signing_address: '' })], 'other-format'],
  ])('%s gives none', async (_, replies, because) => {
    expect(await answers(redpill, replies, asked, around)).toBe(because);
  });
});

describe('Redpill, passing on evidence of dstack', () => {
  it('is read as NEAR AI’s, by its own quote and not by one of the machines behind it', async () => {
    const address = new Uint8Array(20).fill(8);
    const reportData = concat(address, new Uint8Array(12), asked.nonce);
    const own = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { reportData } });
    const report = {
      signing_address: `0x${toHex(address)}`,
      signing_algo: 'ecdsa',
      request_nonce: toHex(asked.nonce),
      intel_quote: toHex(own.evidence),
      nvidia_payload: '{}',
      model_name: 'm',
    };
    const replies = [answer({ ...report, all_attestations: [{ ...report, intel_quote: toHex(made.evidence) }] })];
    const near1 = { anchors: own.anchors, now: NOW, endorsements: endorsementsFor(own) };
    expect(await answers(near, replies, asked, near1)).toMatchObject({ binding: 'pass', nonce: 'pass', channel: 'unknown' });
    expect(await answers(redpill, replies, asked, near1)).toBe('other-format');
  });
});
