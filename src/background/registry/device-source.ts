import type { Endorsement, Instant, Need } from '../../verifier/index.ts';
import type { Problem } from '../api/problem.ts';
import type { AnsweredView, RegistryView } from '../api/registry-view.ts';
import type { ProfileBook } from './profiles/book.ts';
import { unlessAborted, type RegistryEngine } from './source.ts';

/** The registry's engine, the chains that the user chose, and the clock. */
export type DevicePorts = {
  readonly engine: RegistryEngine;
  readonly profiles: Pick<ProfileBook, 'chosenFor'>;
  readonly now: () => Instant;
};

type Found = { readonly endorsement: Endorsement; readonly expires: Instant } | Problem;

/** The kinds of need that a ledger of devices answers. */
export const DEVICE_NEEDS = ['device-key', 'manufacturer-key'] as const;

const KEY = /^[0-9a-f]{64}$/;

/**
 * Is this proven well enough to vouch for a device? The ledger is the root of trust, so no single node's word suffices: it takes
 * finality from a checkpoint, or a read proof under a header that several nodes agree on.
 */
function vouches({ level, nodes }: AnsweredView): boolean {
  return level === 'L3' || (level === 'L2' && nodes.length > 1);
}

/** A register's answer as the verifier reads it (verifier/devices): records of the key, and the chain's time. */
function registryResponse({ answer, chain, level, block }: AnsweredView, test: boolean, key: string): object | null {
  const asOf = block?.time ?? null;
  const source = `${chain.name}, block ${String(block?.number ?? 0)} (${level ?? ''})`;
  if (answer.kind === 'not-registered') return answer.proven ? { source, asOf, test, records: [] } : null;
  if (!('device' in answer)) return null;
  const { manufacturer, model, status, validFrom, validUntil } = answer.device;
  return { source, asOf, test, records: [{ publicKey: key, manufacturer, deviceId: model, status, validFrom, validUntil }] };
}

function unavailable(need: Need, view: RegistryView | null): Problem {
  const node = view?.at === 'answered' ? (view.nodes[0] ?? '') : '';
  const because =
    view?.at === 'answered' ? (view.answer.kind === 'unreachable' ? view.answer.because : view.answer.kind) : 'no-chain';
  return { code: 'endorsement.unavailable', fault: 'network', remedy: 'retry', facts: { need: need.kind, host: node, because } };
}

/**
 * The ledger of device keys as a source of endorsements for open hardware: registered, revoked, or provably unknown. It asks only
 * a chain that the user turned on, which learns the device's key and nothing about the site.
 */
export function deviceLedger({ engine, profiles, now }: DevicePorts) {
  return {
    id: 'device-ledger',
    gives: 'list' as const,
    /** The chain's nodes are those of the profile; turning it on was the user's consent. */
    hosts: [],
    reveals: 'chip' as const,
    answers: ({ kind }: Need): boolean => DEVICE_NEEDS.some((one) => one === kind),
    lasts: () => false,
    async fetch(need: Need, signal: AbortSignal): Promise<Found> {
      const key = need['key'] ?? '';
      const profile = await profiles.chosenFor(null, 'devices');
      if (profile === null || !KEY.test(key)) return unavailable(need, null);
      const what = need.kind === 'device-key' ? 'device' : 'manufacturer';
      const lookingUp = engine.lookUp(profile, { what, key }, () => undefined).catch(() => null);
      const view = await unlessAborted(lookingUp, signal);
      if (view?.at !== 'answered' || !vouches(view)) return unavailable(need, view);
      const answer = registryResponse(view, profile.test, key);
      if (answer === null) return unavailable(need, view);
      const bytes = new TextEncoder().encode(JSON.stringify(answer));
      // Not kept: a revocation must count from the next visit on, when the way to the chain's newest block is short anyway.
      return { endorsement: { need, bytes }, expires: now() };
    },
  };
}
