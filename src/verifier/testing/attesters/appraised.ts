import { bindingDigest, type Binding } from '../../protocol/binding.ts';
import type { Endorsement } from '../../endorsement.ts';
import { endorsementsInAll } from '../../endorsements-in.ts';
import type { AttestationResult } from '../../result.ts';
import { tees, type AnyTee } from '../../tees.ts';
import type { Instant } from '../../time.ts';
import type { Attested, Attester, Fault } from '../attester.ts';
import { appraiseCase, testCrypto } from '../appraise-case.ts';
import { p256Key } from '../keys.ts';

/** A visit to a site that attests, with binding and channel, so that good evidence reaches its best possible tier. */
export type Visit = {
  readonly attester: Attester;
  readonly attested: Attested;
  readonly binding: Binding;
  readonly endorsements: readonly Endorsement[];
  readonly now: Instant;
  /** What this visit requested, if it differs from what the site answered. */
  readonly session?: { readonly nonce: Uint8Array };
};

const teeOf = ({ tee }: Attester): AnyTee => {
  const found = (tees satisfies readonly AnyTee[] as readonly AnyTee[]).find(({ id }) => id === tee);
  if (found === undefined) throw new Error(`no TEE ${tee}`);
  return found;
};

/** What the site serves, and what else is known about it. */
export async function visit(attester: Attester, now: Instant, fault?: Fault): Promise<Visit> {
  const keys = [{ use: 'tls', key: p256Key('site').spki }] as const;
  const binding: Binding = { layout: 'sealmark-1', origin: 'https://attested.test', nonce: new Uint8Array(32).fill(3), keys };
  const reportData = await bindingDigest(testCrypto, binding);
  const request = { reportData, nonce: binding.nonce, now, ...(fault === undefined ? {} : { fault }) };
  const attested = attester.attest(request);
  const served = endorsementsInAll(teeOf(attester), attested.endorsements);
  return { attester, attested, binding, endorsements: [...served, ...(attester.registered?.(request) ?? [])], now };
}

/** The appraised visit, optionally with other evidence in place of the site's. */
export function appraised(
  { attester, attested, binding, endorsements, now, session }: Visit,
  evidence = attested.evidence,
): Promise<AttestationResult> {
  const registers = Object.fromEntries(Object.entries(attester.reference).map(([name, value]) => [name, [value]]));
  const voucher = { kind: 'user', name: 'test', since: '2026-01-01T00:00:00Z' } as const;
  const spki = p256Key('site').spki;
  return appraiseCase({
    evidence: { type: attester.evidenceType, bytes: evidence, parameters: attested.parameters },
    anchors: attester.anchors,
    now,
    endorsements,
    references: [{ tee: attester.tee, registers, voucher, strength: 'sufficient' }],
    visit: {
      session: {
        origin: binding.origin,
        nonce: session?.nonce ?? binding.nonce,
        binding,
        challenge: null,
        channel: { kind: 'observed', spki, confirmed: true, locallyInstalledRoot: false },
        scripts: { kind: 'unguarded', because: 'guard-silent' },
        response: null,
      },
    },
  });
}
