import type { CodeDecision } from '../../verifier/audits/index.ts';
import { countsOn, type AllowlistEntry } from '../api/allowlist.ts';
import type { Settings } from '../api/settings.ts';
import type { ListKeeper } from '../lists/keeper.ts';
import type { PublisherKeeper } from '../publishers/keeper.ts';
import type { SiteState } from '../api/site-view.ts';
import type { Visit } from './visit.ts';

/** What was decided about code at a site, or (`code` null) about a service behind a page. */
type Appraised = Pick<Extract<SiteState, { readonly at: 'appraised' }>, 'result' | 'problems'> & {
  readonly code: CodeDecision | null;
  /** What its publisher said of it, as it was drawn. */
  readonly published: CodeDecision['published'];
};

/** Can the user's change alter this result? If not, nothing is appraised again. */
export type Concern = (state: Appraised, visit: Pick<Visit, 'origin'>) => boolean | Promise<boolean>;

/**
 * These entries were added, removed or changed. A reference value counts when all its registers match; a rejection warns even if
 * the evidence lacks some.
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

/** Lists changed: their current verdict on this code is compared with what was drawn. */
export const aboutLists =
  ({ decisionOn }: Pick<ListKeeper, 'decisionOn'>): Concern =>
  async ({ result, code }, { origin }) =>
    code === null || JSON.stringify(await decisionOn(result, origin, code)) !== JSON.stringify(code);

/** Publishers' own lists changed: what they now say of this code is compared with what was drawn. */
export const aboutPublishers =
  ({ about }: Pick<PublisherKeeper, 'about'>): Concern =>
  async ({ result: { tee, claims }, published }) => {
    const drawn = published.filter((word) => word.holds && word.kind === 'publisher-list');
    const now = tee === null || claims === null ? [] : await about(tee, claims);
    return JSON.stringify(now) !== JSON.stringify(drawn);
  };

/** The user changed settings. Null if no result can be affected. */
export function aboutSettings(before: Settings, after: Settings): Concern | null {
  // Anchors and the time affect everything, including evidence on a chain and attached devices.
  if (JSON.stringify(before.developer) !== JSON.stringify(after.developer)) return () => true;
  const concerns: ((state: Appraised) => boolean)[] = [];
  if (before.oldestEvidenceHours !== after.oldestEvidenceHours) concerns.push(isAged);
  if (before.encryptingPagesCount !== after.encryptingPagesCount) concerns.push(isHeld);
  // What was fetched while allowed stays valid when it is no longer allowed.
  if (after.askVendors && !before.askVendors) concerns.push(missesVendor);
  return concerns.length === 0 ? null : (state) => concerns.some((concern) => concern(state));
}

/** Freshness by age: a limit in hours does not apply to evidence made for this request. */
const isAged = ({ result }: Appraised): boolean =>
  !result.findings.some(({ check, outcome }) => check === 'freshness.nonce' && outcome === 'pass');

/** Only pages held to their code are affected by the switch. */
const isHeld = ({ result }: Appraised): boolean =>
  result.findings.some(({ check, outcome }) => check === 'channel.scripts' && outcome === 'pass');

/** Something is missing because a manufacturer could not be asked. */
const missesVendor = ({ problems }: Appraised): boolean => problems.some(({ code }) => code === 'endorsement.not-allowed');

/** The browser now allows other hosts. @param mayAsk the user and the browser allow this host */
export const aboutHosts =
  (mayAsk: (host: string) => Promise<boolean>): Concern =>
  async ({ problems }) => {
    const hosts = problems.filter(({ code }) => code === 'endorsement.not-allowed').map(({ facts }) => String(facts['host']));
    return (await Promise.all([...new Set(hosts)].map(mayAsk))).includes(true);
  };
