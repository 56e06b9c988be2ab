// Covers: chutes.ts, ../layouts/chutes-1.ts
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat } from '../../bytes/equal.ts';
import { toHex } from '../../bytes/hex.ts';
import { endorsementsFor, NOW } from '../../testing/intel/appraised.ts';
import { makeCase } from '../../testing/intel/case.ts';
import { answer, answers } from '../../testing/visited.ts';
import type { AdapterReply, Asked } from '../adapter.ts';
import { chutes } from './chutes.ts';

const nonce = new Uint8Array(32).fill(7);
const asked: Asked = { origin: 'https://api.test', nonce, connection: null };
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const KEY = base64(new Uint8Array(1184).fill(3));
const half = Uint8Array.from(
  createHash('sha256')
    .update(`${toHex(nonce)}${KEY}`)
    .digest(),
);
const made = makeCase({ now: NOW, tee: 'tdx', version: 4, tdReport: { reportData: concat(half, new Uint8Array(32).fill(1)) } });
const around = { anchors: made.anchors, now: NOW, endorsements: endorsementsFor(made) };
const machine = (instance_id: string): object => ({ instance_id, quote: base64(made.evidence) });
const instance = (instance_id: string, e2e_pubkey = KEY): object => ({ instance_id, e2e_pubkey });
const served = (keys: readonly object[] = [instance('a'), instance('b')]): readonly AdapterReply[] => [
  answer({ evidence: [machine('a'), machine('b')] }),
  answer({ instances: keys }),
];

describe('Chutes', () => {
  it('names the key of its own machine and our nonce, and no connection', async () => {
    expect(await answers(chutes, served(), asked, around)).toEqual({
      binding: 'pass',
      origin: 'unknown',
      nonce: 'pass',
      channel: 'unknown',
    });
  });

  it('with the key of another machine, or for another nonce, is not what the quote commits to', async () => {
    const other = served([instance('a', base64(new Uint8Array(1184))), instance('b')]);
    expect(await answers(chutes, other, asked, around)).toMatchObject({ binding: 'fail' });
    expect(await answers(chutes, served(), { ...asked, nonce: new Uint8Array(32) }, around)).toMatchObject({ binding: 'fail' });
  });

  it.each([
    ['no key of this machine', served([instance('b')]), 'malformed'],
    ['two keys of this machine', served([instance('a'), instance('a')]), 'malformed'],
    ['no machine', [answer({ evidence: [] }), answer({ instances: [] })], 'malformed'],
    ['401, as without an account', [answer('', 401), answer('', 401)], 'asks-for-a-key'],
    ['another answer', [answer({ models: [] }), answer({ instances: [] })], 'other-format'],
  ])('%s gives none', async (_, replies, because) => {
    expect(await answers(chutes, replies, asked, around)).toBe(because);
  });
});
