// Covers: bind.ts
import { describe, expect, it } from 'vitest';
import { bind } from './bind.ts';
import { toAscii } from './bytes/text.ts';
import { toHex } from './bytes/hex.ts';
import type { Finding } from './check.ts';
import { COMMON_CHECKS } from './checks.ts';
import { noble } from './crypto/noble.ts';
import { openLedger } from './ledger.ts';
import { COMMON_POLICY, type CommonPolicy } from './policy.ts';
import { bindingDigest, type Binding } from './protocol/binding.ts';
import { isConnectOrigin } from './protocol/page-lock.ts';
import { pagePolicy } from './protocol/page-policy.ts';
import { scriptSource } from './protocol/script-source.ts';
import type { ChannelObservation, ScriptsObservation } from './session.ts';
import { p256Key } from './testing/keys.ts';
import { parseRfc3339 } from './time.ts';

const tls = p256Key('tls');
const nonce = new Uint8Array(32).fill(7);
const origin = 'https://a.test';
const BINDING: Binding = { layout: 'sealmark-1', origin, nonce, keys: [{ use: 'tls', key: tls.spki }] };
const CLAIMS = {
  measurements: [],
  hostChosen: [],
  runTime: [],
  explained: [],
  nonce: null,
  debug: false,
  tcb: { advisories: [] },
  madeAt: null,
  details: {},
};

type Also = { readonly channel?: ChannelObservation; readonly policy?: CommonPolicy; readonly encryptsInput?: boolean };

/** The finding about the page's scripts at a visit where everything else agrees. @param held the binding in the evidence */
const answer = async (binding: Binding, scripts: ScriptsObservation, held = binding): Promise<Finding | undefined> =>
  (await findings(binding, scripts, held)).find(({ check }) => check === 'channel.scripts');

async function findings(
  binding: Binding,
  scripts: ScriptsObservation,
  held: Binding,
  also: Also = {},
): Promise<readonly Finding[]> {
  const { policy = COMMON_POLICY, encryptsInput = false } = also;
  const ledger = openLedger(COMMON_CHECKS);
  const claims = { ...CLAIMS, reportData: toHex(await bindingDigest(noble, held)) };
  const now = parseRfc3339('2026-01-01T00:00:00Z', 'now');
  const channel = also.channel ?? { kind: 'observed', spki: tls.spki, confirmed: true, locallyInstalledRoot: null };
  await bind(
    { claims, evidence: Uint8Array.of(1), policy, now, crypto: noble, ledger, encryptsInput },
    { origin, nonce, binding, challenge: null, channel, scripts, response: null },
  );
  return ledger.close().findings;
}

const named = scriptSource('sha256', new Uint8Array(32).fill(1));
const earlier = scriptSource('sha256', new Uint8Array(32).fill(2));
const withPolicy = (policy: string): Binding => ({
  ...BINDING,
  keys: [
    ...BINDING.keys,
    { use: 'script-hashes', key: toAscii(named, 'hashes') },
    { use: 'page-policy', key: toAscii(policy, 'policy') },
  ],
});
const strict = withPolicy('strict');
const NONE = { wasm: false, imgNetwork: false, frames: false, connect: [] } as const;
const lock = { sources: [named], level: 'strict', relaxations: NONE } as const;
const guarded = { kind: 'guarded', policy: pagePolicy(lock, []), earlier: [] } as const;

describe('the code that can run on the page', () => {
  it('is exactly that named by the evidence if the guard saw its policy in force', async () => {
    expect(await answer(strict, guarded)).toEqual({ check: 'channel.scripts', outcome: 'pass', facts: { because: 'strict' } });
    const others = [`${guarded.policy};`, '', guarded.policy.replace("'none'", "'self'"), pagePolicy(lock, [earlier])];
    for (const policy of others)
      expect(await answer(strict, { ...guarded, policy })).toMatchObject({
        outcome: 'unknown',
        facts: { because: 'other-evidence' },
      });
  });

  it('may also be that of earlier evidence', async () => {
    const both = { ...guarded, policy: pagePolicy(lock, [earlier]), earlier: [earlier] };
    expect(await answer(strict, both)).toMatchObject({ outcome: 'pass' });
    expect(await answer(strict, { ...both, policy: guarded.policy })).toMatchObject({ outcome: 'unknown' });
  });

  it('is unknown if the guard did not report, whatever else is proven, and then the channel is not affirming', async () => {
    for (const because of ['guard-silent', 'switched-off', 'private-window'] as const)
      expect(await answer(strict, { kind: 'unguarded', because })).toMatchObject({ outcome: 'unknown', facts: { because } });
  });

  it('is a warning if the policy was removed, and never a failure', async () => {
    expect(await answer(strict, { kind: 'removed' })).toMatchObject({ outcome: 'warn', facts: { because: 'policy-removed' } });
  });

  it('reports what the site relaxed', async () => {
    const policy = 'strict img-network frames wasm connect https://a.test wss://b.test';
    const open = {
      wasm: true,
      imgNetwork: true,
      frames: true,
      connect: ['https://a.test', 'wss://b.test'].filter(isConnectOrigin),
    };
    const scripts = { ...guarded, policy: pagePolicy({ ...lock, relaxations: open }, []) };
    expect((await answer(withPolicy(policy), scripts))?.facts).toEqual({
      because: 'strict-but-pictures',
      wasm: true,
      frames: true,
      connect: 'https://a.test, wss://b.test',
    });
  });

  it('does not extend to what is framed, unless the level restricts frames', async () => {
    const scripts = { ...guarded, policy: pagePolicy({ ...lock, level: 'scripts' }, []) };
    for (const binding of [withPolicy('scripts'), { ...BINDING, keys: strict.keys.slice(0, -1) }])
      expect((await answer(binding, scripts))?.facts).toEqual({ because: 'scripts', frames: true });
    expect((await answer(strict, guarded))?.facts).not.toHaveProperty('frames');
  });

  it('is not checked if the evidence names none', async () => {
    expect(await answer(BINDING, guarded)).toMatchObject({ outcome: 'not-applicable' });
  });

  it('is unknown if the evidence names it in an unreadable form', async () => {
    expect(await answer(withPolicy('lax'), guarded)).toMatchObject({ outcome: 'unknown', facts: { because: 'lock-unreadable' } });
  });

  it('is not settled by a binding that the evidence does not contain', async () => {
    expect(await answer(strict, guarded, BINDING)).toEqual({ check: 'channel.scripts', outcome: 'unknown' });
  });
});

describe('a page at strict whose code is stated to encrypt input', () => {
  const UNSEEN: ChannelObservation = { kind: 'unobserved', because: 'browser-cannot-see' };
  const ON: CommonPolicy = { ...COMMON_POLICY, lockedPages: 'affirming' };
  const connection = async (also: Also, scripts: ScriptsObservation = guarded, binding = strict) =>
    (await findings(binding, scripts, binding, { channel: UNSEEN, policy: ON, encryptsInput: true, ...also })).find(
      ({ check }) => check === 'channel.tls-key',
    );

  it('is as good as a connection that ends there, if the policy says so', async () => {
    expect(await connection({})).toEqual({
      check: 'channel.tls-key',
      outcome: 'pass',
      facts: { because: 'encrypted-by-code' },
    });
  });

  it.each<[string, Also, ScriptsObservation | undefined, Binding | undefined]>([
    ['the policy is the ordinary one', { policy: COMMON_POLICY }, undefined, undefined],
    ['nobody says it', { encryptsInput: false }, undefined, undefined],
    ['its guard did not report', {}, { kind: 'unguarded', because: 'guard-silent' }, undefined],
    ['its policy was taken away', {}, { kind: 'removed' }, undefined],
    [
      'code of earlier evidence may run, too',
      {},
      { ...guarded, policy: pagePolicy(lock, [earlier]), earlier: [earlier] },
      undefined,
    ],
    ['it is held at scripts', {}, { ...guarded, policy: pagePolicy({ ...lock, level: 'scripts' }, []) }, withPolicy('scripts')],
    ...(['wasm', 'img-network', 'frames'] as const).map((word): [string, Also, ScriptsObservation, Binding] => {
      const relaxations = { ...NONE, [word === 'img-network' ? 'imgNetwork' : word]: true };
      return [
        `it takes back ${word}`,
        {},
        { ...guarded, policy: pagePolicy({ ...lock, relaxations }, []) },
        withPolicy(`strict ${word}`),
      ];
    }),
  ])('is not where %s', async (_, also, scripts, binding) => {
    expect(await connection(also, scripts, binding)).toMatchObject({
      outcome: 'unknown',
      facts: { because: 'browser-cannot-see' },
    });
  });

  it('does not vouch for a connection that was seen to end elsewhere', async () => {
    const channel: ChannelObservation = {
      kind: 'observed',
      spki: p256Key('other').spki,
      confirmed: false,
      locallyInstalledRoot: null,
    };
    expect(await connection({ channel })).toMatchObject({ outcome: 'unknown', facts: { because: 'mismatch-unconfirmed' } });
    expect(await connection({ channel: { ...channel, confirmed: true } })).toMatchObject({ outcome: 'fail' });
  });
});
