import type { CodeDecision } from '../../verifier/audits/index.ts';
import { countsOn, type AllowlistEntry } from '../api/allowlist.ts';
import type { Settings } from '../api/settings.ts';
import type { ListKeeper } from '../lists/keeper.ts';
import type { SiteState } from '../api/site-view.ts';
import type { Visit } from './visit.ts';

/** What was said of code at a site, or (`code` null) of a service behind a page. */
type Appraised = Pick<Extract<SiteState, { readonly at: 'appraised' }>, 'result' | 'problems'> & {
  readonly code: CodeDecision | null;
};

/** Can what the user changed make another result of this one? Where it cannot, nothing is appraised again. */
export type Concern = (state: Appraised, visit: Pick<Visit, 'origin'>) => boolean | Promise<boolean>;

/**
 * These entries came, went, or are others now. A reference value counts where every register of it matches; a rejection is a warning
 * also where the evidence lacks some.
 */
export const aboutEntries =
  (entries: readonly AllowlistEntry[]): Concern =>
  ({ result }, { origin }) => {
    const measured = new Map(result.claims?.measurements.map(({ register, value }) => [register, value]));
    return entries.some(
      (entry) =>
        entry.tee === result.tee &&
        countsOn(entry, origin) &&
        Object.entries(entry.registers).every(([register, value]) => (measured.get(register) ?? value) === value),
    );
  };

/**
 * Lists say something else by now: what they say of this code is compared with what was drawn.
 */
export const aboutLists =
  ({ decisionOn }: Pick<ListKeeper, 'decisionOn'>): Concern =>
  async ({ result, code }, { origin }) =>
    code === null || JSON.stringify(await decisionOn(result, origin, code)) !== JSON.stringify(code);

/** The user changed settings. Null when no result can be another for it. */
export function aboutSettings(before: Settings, after: Settings): Concern | null {
  // Anchors and the time decide over everything, the evidence that stands on a chain and devices beside it included.
  if (JSON.stringify(before.developer) !== JSON.stringify(after.developer)) return () => true;
  const concerns: ((state: Appraised) => boolean)[] = [];
  if (before.oldestEvidenceHours !== after.oldestEvidenceHours) concerns.push(isAged);
  if (before.encryptingPagesCount !== after.encryptingPagesCount) concerns.push(isHeld);
  // What was fetched while it was allowed still holds when it no longer is.
  if (after.askVendors && !before.askVendors) concerns.push(missesVendor);
  return concerns.length === 0 ? null : (state) => concerns.some((concern) => concern(state));
}

/** Freshness by age: of evidence that was made for this very request no limit of hours says anything. */
const isAged = ({ result }: Appraised): boolean =>
  !result.findings.some(({ check, outcome }) => check === 'freshness.nonce' && outcome === 'pass');

/** Pages that are held to their code: of others the switch says nothing. */
const isHeld = ({ result }: Appraised): boolean =>
  result.findings.some(({ check, outcome }) => check === 'channel.scripts' && outcome === 'pass');

/** Something is missing because a manufacturer might not be asked. */
const missesVendor = ({ problems }: Appraised): boolean => problems.some(({ code }) => code === 'endorsement.not-allowed');

/** The browser lets other hosts be asked. @param mayAsk the user and the browser let this host be asked */
export const aboutHosts =
  (mayAsk: (host: string) => Promise<boolean>): Concern =>
  async ({ problems }) => {
    const hosts = problems.filter(({ code }) => code === 'endorsement.not-allowed').map(({ facts }) => String(facts['host']));
    return (await Promise.all([...new Set(hosts)].map(mayAsk))).includes(true);
  };
