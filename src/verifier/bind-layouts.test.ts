// Covers: bind.ts
import { describe, expect, it } from 'vitest';
import { bind } from './bind.ts';
import { toHex } from './bytes/hex.ts';
import { COMMON_CHECKS } from './checks.ts';
import type { Outcome } from './check.ts';
import { noble } from './crypto/noble.ts';
import { openLedger } from './ledger.ts';
import { COMMON_POLICY } from './policy.ts';
import { bindingDigest, type Binding } from './protocol/binding.ts';
import { challengeMessage } from './protocol/challenge.ts';
import type { BindingPart } from './protocol/layout.ts';
import { LAYOUTS, type AnyLayout } from './protocol/layouts.ts';
import { BARE_CLAIMS } from './testing/bare-claims.ts';
import { ed25519Key, p256Key } from './testing/keys.ts';
import { parseRfc3339 } from './time.ts';

const tls = p256Key('tls');
const challenge = ed25519Key('challenge');
const nonce = new Uint8Array(32).fill(7);
const evidence = Uint8Array.of(1, 2, 3);
const origin = 'https://a.test';
const BINDING: Binding = {
  layout: 'sealmark-1',
  origin,
  nonce,
  keys: [
    { use: 'tls', key: tls.spki },
    { use: 'challenge', key: challenge.spki },
  ],
};

/** Layout sealmark-1 as if its digest omitted this part. */
function without(part: BindingPart): AnyLayout {
  const layout = LAYOUTS['sealmark-1'];
  return { ...layout, covers: { ...layout.covers, [part]: false } };
}

/** A visit where everything the site says agrees with what was requested and seen. */
async function visit(
  layout: AnyLayout,
  binding: Binding = BINDING,
  spki: Uint8Array = tls.spki,
): Promise<Readonly<Record<string, Outcome>>> {
  const layouts = { ...LAYOUTS, 'sealmark-1': layout };
  const ledger = openLedger(COMMON_CHECKS);
  const claims = { ...BARE_CLAIMS, reportData: toHex(await bindingDigest(noble, binding)) };
  const now = parseRfc3339('2026-01-01T00:00:00Z', 'now');
  const signature = challenge.sign(await challengeMessage(noble, origin, nonce, evidence));
  await bind(
    { claims, evidence, policy: COMMON_POLICY, now, crypto: noble, ledger, encryptsInput: false },
    {
      origin,
      nonce,
      binding,
      challenge: binding.nonce.length === 0 ? signature : null,
      channel: { kind: 'observed', spki, confirmed: true, locallyInstalledRoot: null },
      scripts: { kind: 'unguarded', because: 'guard-silent' },
      response: null,
    },
    layouts,
  );
  return Object.fromEntries(ledger.close().findings.map(({ check, outcome }) => [check, outcome]));
}

describe('what the layout of a binding does not cover', () => {
  const WITHOUT_NONCE: Binding = { ...BINDING, nonce: new Uint8Array() };

  it.each<[BindingPart, string, Binding]>([
    ['nonce', 'freshness.nonce', BINDING],
    ['challenge', 'freshness.nonce', WITHOUT_NONCE],
    ['tls', 'channel.tls-key', BINDING],
  ])('leaves unknown whatever the site says of its %s (%s)', async (part, check, binding) => {
    expect(await visit(LAYOUTS['sealmark-1'], binding)).toMatchObject({ [check]: 'pass' });
    expect(await visit(without(part), binding)).toMatchObject({ 'binding.report-data': 'pass', [check]: 'unknown' });
  });

  it('an uncommitted origin counts if the connection ends in an attested key, and only then', async () => {
    expect(await visit(without('origin'))).toMatchObject({ 'channel.tls-key': 'pass', 'binding.origin': 'not-applicable' });
    const elsewhere = await visit(without('origin'), BINDING, p256Key('other').spki);
    expect(elsewhere).toMatchObject({ 'channel.tls-key': 'fail', 'binding.origin': 'unknown' });
  });

  it('a gateway key does not prove that the connection ends in the service', async () => {
    const gateway: AnyLayout = { ...LAYOUTS['sealmark-1'], ends: 'gateway' };
    expect(await visit(gateway)).toMatchObject({ 'channel.tls-key': 'warn' });
  });

  it('is no proof against the site either: another key than the page’s is unknown too', async () => {
    const other = { ...BINDING, keys: [{ use: 'tls', key: p256Key('other').spki }] } as const;
    expect(await visit(LAYOUTS['sealmark-1'], other)).toMatchObject({ 'channel.tls-key': 'fail' });
    expect(await visit(without('tls'), other)).toMatchObject({ 'channel.tls-key': 'unknown' });
  });
});
