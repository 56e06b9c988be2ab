import { needKey, open, suppliedBy, type Instant, type Need } from '../../verifier/index.ts';
import type { EndorsementDocument } from '../../verifier/protocol/index.ts';
import { lineOf } from '../attester-error.ts';
import type { MadeEvidence } from '../source.ts';
import { AMD_KDS, amdCertificates } from './amd.ts';
import { INTEL_PCS, intelCollateral, pccsAt } from './intel.ts';
import type { ReadEndorsements } from './read-once.ts';

/**
 * Where to get what visitors would otherwise request from the manufacturer: `auto` asks Intel or AMD, `pccs` a caching service in
 * the operator's network, `none` nobody.
 */
export type EndorsementsOption = 'auto' | 'none' | { readonly pccs?: string; readonly kds?: string };

/** What to attach to this evidence in addition to the platform's own documents. Never throws: visitors can ask, too. */
export type Stapler = (made: MadeEvidence, now: Instant) => Promise<readonly EndorsementDocument[]>;

/** Milliseconds between requests: Intel publishes every few weeks, AMD's certificates last for years. */
const RENEW_AFTER_MS = 6 * 60 * 60 * 1000;
/** Milliseconds without requests after a failure. */
const RETRY_AFTER_MS = 60 * 1000;

type Kept = { readonly documents: readonly EndorsementDocument[]; readonly renewAt: number };

const nothing: Stapler = () => Promise.resolve([]);

/** Asks once for each platform and patch level, and keeps the answers in memory. */
export function stapler(option: EndorsementsOption, read: ReadEndorsements, log: (line: string) => void): Stapler {
  if (option === 'none') return nothing;
  const services = option === 'auto' ? {} : option;
  const intel = services.pccs === undefined ? INTEL_PCS : pccsAt(services.pccs);
  const kds = services.kds ?? AMD_KDS;
  const kept = new Map<string, Kept>();
  const asking = new Map<string, Promise<Kept>>();

  const ask = async (key: string, needs: readonly Need[], now: Instant): Promise<Kept> => {
    try {
      const found = await Promise.all([intelCollateral(intel, needs), amdCertificates(kds, needs)]);
      return { documents: found.filter((one) => one !== null), renewAt: now + RENEW_AFTER_MS };
    } catch (error) {
      log(`The manufacturer's certificates and lists could not be had: ${lineOf(error)}. Visitors will ask for them.`);
      return { documents: kept.get(key)?.documents ?? [], renewAt: now + RETRY_AFTER_MS };
    }
  };
  const renew = (key: string, needs: readonly Need[], now: Instant): Promise<Kept> => {
    const asked =
      asking.get(key) ??
      ask(key, needs, now).then((found) => {
        // One platform has one entry; a new patch level replaces the one before it.
        kept.clear();
        kept.set(key, found);
        asking.delete(key);
        return found;
      });
    asking.set(key, asked);
    return asked;
  };

  return async (made, now) => {
    const opening = open(made.evidence);
    if (opening.at === 'malformed') return [];
    const needs = opening.opened.missing(suppliedBy('site', read(opening.tee, made.endorsements)), now);
    if (needs.length === 0) return [];
    const key = needs.map(needKey).join();
    const known = kept.get(key);
    // Cached documents are sent while fresh lists are requested: no visitor waits for a manufacturer.
    if (known !== undefined && known.renewAt <= now) void renew(key, needs, now);
    return (known ?? (await renew(key, needs, now))).documents;
  };
}
