import { describe, expect, it } from 'vitest';
import { bind } from './bind.ts';
import { bindingDigest, type Binding } from './protocol/binding.ts';
import { challengeMessage } from './protocol/challenge.ts';
import { toHex } from './bytes/hex.ts';
import { COMMON_CHECKS } from './checks.ts';
import type { Claims } from './claims.ts';
import type { Finding } from './check.ts';
import { noble } from './crypto/noble.ts';
import { openLedger, type Closed } from './ledger.ts';
import { COMMON_POLICY } from './policy.ts';
import type { Session } from './session.ts';
import { BARE_CLAIMS } from './testing/bare-claims.ts';
import { ed25519Key, p256Key, rsaKey } from './testing/keys.ts';
import { instant, parseRfc3339, toRfc3339 } from './time.ts';

const now = parseRfc3339('2026-01-01T00:00:00Z', 'now');
const tls = p256Key('tls');
const challenge = ed25519Key('challenge');
const evidence = Uint8Array.of(1, 2, 3);
const nonce = new Uint8Array(32).fill(7);
const BINDING: Binding = {
  layout: 'sealmark-1',
  origin: 'https://a.test',
  nonce,
  keys: [
    { use: 'challenge', key: challenge.spki },
    { use: 'tls', key: tls.spki },
  ],
};
const SESSION: Session & { readonly binding: Binding } = {
  origin: 'https://a.test',
  nonce,
  binding: BINDING,
  challenge: null,
  channel: { kind: 'observed', spki: tls.spki, confirmed: false, locallyInstalledRoot: null },
  scripts: { kind: 'unguarded', because: 'guard-silent' },
  response: null,
};

type Answers = Readonly<Record<string, Finding>>;
const byCheck = (findings: readonly Finding[]): Answers =>
  Object.fromEntries(findings.map((finding) => [finding.check, finding]));

/** Evidence that commits to `binding` (by default what the site says), appraised for a visit. */
async function visit(session: Partial<Session>, claims: Partial<Claims> = {}, committed?: Binding): Promise<Answers> {
  return byCheck((await closed(session, claims, committed)).findings);
}

async function closed(session: Partial<Session>, claims: Partial<Claims> = {}, committed?: Binding): Promise<Closed> {
  const whole = { ...SESSION, ...session };
  const really = committed ?? (whole.binding?.layout === 'sealmark-1' ? whole.binding : null);
  const reportData = really === null ? null : toHex(await bindingDigest(noble, really));
  const ledger = openLedger(COMMON_CHECKS);
  const common = { evidence, policy: COMMON_POLICY, now, crypto: noble, ledger, encryptsInput: false };
  await bind({ ...common, claims: { ...BARE_CLAIMS, reportData, ...claims } }, whole);
  return ledger.close();
}

describe('a binding', () => {
  it('in the evidence is this visit’s when origin, nonce and key agree', async () => {
    const found = await visit({});
    for (const check of ['binding.report-data', 'binding.origin', 'freshness.nonce', 'channel.tls-key']) {
      expect(found[check]).toEqual({ check, outcome: 'pass' });
    }
  });

  it('that is missing leaves everything unknown', async () => {
    const found = await visit({ binding: null });
    expect(found['binding.report-data']).toMatchObject({ outcome: 'unknown', facts: { because: 'no-binding' } });
    for (const check of ['binding.origin', 'freshness.nonce', 'channel.tls-key']) expect(found[check]?.outcome).toBe('unknown');
  });

  it('that the evidence does not contain fails, and nothing else is taken from it', async () => {
    const found = await visit({}, {}, { ...BINDING, keys: [] });
    expect(found['binding.report-data']?.outcome).toBe('fail');
    for (const check of ['binding.origin', 'freshness.nonce', 'channel.tls-key']) expect(found[check]?.outcome).toBe('unknown');
  });

  it.each([
    ['nothing', null],
    ['an empty slot', ''],
    ['the digest and more', `${'00'.repeat(64)}00`],
    ['zeros', '00'.repeat(64)],
  ])('fails on evidence that carries %s', async (_, reportData) => {
    expect((await visit({}, { reportData }))['binding.report-data']?.outcome).toBe('fail');
  });

  it('fails with the expected and the actual value, if any', async () => {
    const digest = toHex(await bindingDigest(noble, BINDING));
    expect((await visit({}, { reportData: 'ab' }))['binding.report-data']?.facts).toEqual({ expected: digest, actual: 'ab' });
    expect((await visit({}, { reportData: null }))['binding.report-data']?.facts).toEqual({ expected: digest, actual: 'none' });
  });

  it('of another origin fails, even if the evidence commits to it', async () => {
    const found = await visit({ binding: { ...BINDING, origin: 'https://b.test' } });
    expect(found['binding.origin']).toMatchObject({
      outcome: 'fail',
      facts: { expected: 'https://a.test', actual: 'https://b.test' },
    });
  });

  it('of an origin that is not ASCII is unknown, not an error', async () => {
    const found = await visit({ binding: { ...BINDING, origin: 'https://ä.test' } }, {}, BINDING);
    expect(found['binding.report-data']).toMatchObject({ outcome: 'unknown', facts: { because: 'origin-not-ascii' } });
    expect(found['channel.tls-key']?.outcome).toBe('unknown');
  });
});

describe('freshness', () => {
  const without: Binding = { ...BINDING, nonce: new Uint8Array() };
  const made = (at: number): Partial<Claims> => ({ madeAt: toRfc3339(instant(at)) });

  it('fails when the evidence was made for another nonce', async () => {
    const found = await visit({ nonce: new Uint8Array(32).fill(8) });
    expect(found['freshness.nonce']).toMatchObject({ outcome: 'fail', facts: { because: 'other-nonce' } });
  });

  it('fails when a separate nonce field differs from the binding, and passes when it matches ours', async () => {
    expect((await visit({}, { nonce: toHex(nonce) }))['freshness.nonce']?.outcome).toBe('pass');
    expect((await visit({}, { nonce: '00' }))['freshness.nonce']).toMatchObject({
      outcome: 'fail',
      facts: { because: 'other-nonce' },
    });
  });

  it('fails when the nonce is only a part of ours', async () => {
    expect((await visit({ binding: { ...BINDING, nonce: nonce.slice(0, 31) } }))['freshness.nonce']?.outcome).toBe('fail');
  });

  it('does not come from a challenge when the quote names another nonce', async () => {
    const signature = challenge.sign(await challengeMessage(noble, SESSION.origin, SESSION.nonce, evidence));
    const found = await visit({ binding: { ...BINDING, nonce: new Uint8Array(32).fill(1) }, challenge: signature });
    expect(found['freshness.nonce']?.outcome).toBe('fail');
  });

  it('passes when an attested challenge key signs our nonce and this evidence', async () => {
    const signature = challenge.sign(await challengeMessage(noble, SESSION.origin, SESSION.nonce, evidence));
    expect((await visit({ binding: without, challenge: signature }))['freshness.nonce']?.outcome).toBe('pass');
  });

  it.each<[string, Parameters<typeof challengeMessage>[1] | null, Uint8Array, Uint8Array]>([
    ['another origin', 'https://b.test', nonce, evidence],
    ['another nonce', 'https://a.test', new Uint8Array(32), evidence],
    ['other evidence', 'https://a.test', nonce, Uint8Array.of(9)],
  ])('fails when the challenge key signed %s', async (_, origin, signedNonce, signedEvidence) => {
    const signature = challenge.sign(await challengeMessage(noble, origin ?? '', signedNonce, signedEvidence));
    const found = await visit({ binding: without, challenge: signature });
    expect(found['freshness.nonce']).toMatchObject({ outcome: 'fail', facts: { because: 'challenge-signature' } });
  });

  it('is unknown when a key signed that is not attested for challenges', async () => {
    const message = await challengeMessage(noble, SESSION.origin, SESSION.nonce, evidence);
    const onlyTls = { ...without, keys: [{ use: 'tls', key: tls.spki } as const] };
    const found = await visit({ binding: onlyTls, challenge: tls.sign(message) });
    expect(found['freshness.nonce']).toMatchObject({ outcome: 'unknown', facts: { because: 'no-challenge-key' } });
  });

  it('is unknown when the challenge key is of an unsupported kind', async () => {
    const rsa = rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256');
    const message = await challengeMessage(noble, SESSION.origin, SESSION.nonce, evidence);
    const keys = [{ use: 'challenge', key: rsa.spki } as const];
    const found = await visit({ binding: { ...without, keys }, challenge: rsa.sign(message) });
    expect(found['freshness.nonce']).toMatchObject({ outcome: 'unknown', facts: { because: 'challenge-key-kind' } });
  });

  it('is a warning for evidence of known age within the limit, to the millisecond', async () => {
    const oldest = now - COMMON_POLICY.oldestEvidence;
    expect((await visit({ binding: without }, made(oldest)))['freshness.nonce']).toMatchObject({
      outcome: 'warn',
      facts: { because: 'bounded-age', age: COMMON_POLICY.oldestEvidence },
    });
    expect((await visit({ binding: without }, made(now)))['freshness.nonce']?.outcome).toBe('warn');
    expect((await visit({ binding: without }, made(oldest - 1)))['freshness.nonce']).toMatchObject({
      outcome: 'unknown',
      facts: { because: 'too-old' },
    });
  });

  it('holds until the evidence becomes too old, when only its age supports it', async () => {
    const madeAt = now - COMMON_POLICY.oldestEvidence + 60_000;
    const { goodUntil } = await closed({ binding: without }, made(madeAt));
    expect(goodUntil).toBe(now + 60_000);
    expect((await closed({ binding: without }, made(now - COMMON_POLICY.oldestEvidence - 1))).goodUntil).toBeUndefined();
  });

  it('is unknown for evidence of unknown age, or from the future', async () => {
    expect((await visit({ binding: without }))['freshness.nonce']).toMatchObject({
      outcome: 'unknown',
      facts: { because: 'age-unknown' },
    });
    expect((await visit({ binding: without }, made(now + 1)))['freshness.nonce']).toMatchObject({
      outcome: 'unknown',
      facts: { because: 'from-the-future' },
    });
  });
});

describe('the channel', () => {
  const observed = { kind: 'observed', confirmed: false, locallyInstalledRoot: null } as const;
  const other = p256Key('other').spki;

  it('is unknown when nothing was seen, with the reason', async () => {
    const found = await visit({ channel: { kind: 'unobserved', because: 'from-cache' } });
    expect(found['channel.tls-key']).toMatchObject({ outcome: 'unknown', facts: { because: 'from-cache' } });
  });

  it('is unknown for one mismatch, and fails for a confirmed one', async () => {
    const once = await visit({ channel: { ...observed, spki: other } });
    expect(once['channel.tls-key']).toMatchObject({ outcome: 'unknown', facts: { because: 'mismatch-unconfirmed' } });
    const twice = await visit({ channel: { ...observed, spki: other, confirmed: true } });
    expect(twice['channel.tls-key']).toMatchObject({ outcome: 'fail', facts: { because: 'other-key' } });
  });

  it('reports interception on this computer', async () => {
    const found = await visit({ channel: { ...observed, spki: other, confirmed: true, locallyInstalledRoot: true } });
    expect(found['channel.tls-key']).toMatchObject({ outcome: 'fail', facts: { because: 'intercepted' } });
  });

  it('is not proven by a key attested for another use', async () => {
    const found = await visit({ channel: { ...observed, spki: challenge.spki } });
    expect(found['channel.tls-key']?.outcome).toBe('unknown');
  });

  it('is unknown when no TLS key is attested, confirmed or not', async () => {
    const keys = [{ use: 'challenge', key: challenge.spki } as const];
    const found = await visit({ binding: { ...BINDING, keys }, channel: { ...observed, spki: tls.spki, confirmed: true } });
    expect(found['channel.tls-key']).toMatchObject({ outcome: 'unknown', facts: { because: 'no-tls-key-attested' } });
  });

  it('may end in any of several attested keys', async () => {
    const keys = [{ use: 'tls', key: other } as const, ...BINDING.keys];
    expect((await visit({ binding: { ...BINDING, keys } }))['channel.tls-key']?.outcome).toBe('pass');
  });
});
