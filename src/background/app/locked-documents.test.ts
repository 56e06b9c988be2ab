// Covers: guarded.ts, follow-lock.ts
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { withSession } from '../../verifier/protocol/index.ts';
import type { SiteView } from '../api/site-view.ts';
import { locking } from '../testing/locked-site.ts';
import { LINK, ORIGIN, unobserved, type TestBackground } from '../testing/test-background.ts';

// As in the test build, the simulated attesters' roots count as pinned.
vi.mock('../../verifier/anchors/pinned.ts', () => import('../../../testing/test-build/pinned.ts'));

/** Another site that names the same code; its policies end in a word of their own. */
const OTHER = 'https://other.test';

/** The documents that there are: each is shown in one tab, and a browser may give one no id. */
const DOCUMENTS = [
  { tabId: 1, documentId: 'D1', origin: ORIGIN },
  { tabId: 1, documentId: 'D2', origin: ORIGIN },
  { tabId: 1, documentId: 'D3', origin: OTHER },
  { tabId: 1, documentId: null, origin: ORIGIN },
  { tabId: 2, documentId: 'D4', origin: ORIGIN },
  { tabId: 2, documentId: 'D5', origin: OTHER },
] as const;
type Shown = (typeof DOCUMENTS)[number];

/** What a guard can report: the policy that the rule sets, others that are not it, and that it stopped the document. */
const REPORTS = ['ours', 'relaxed', 'of the other site', 'of another session', 'without a word', 'stopped'] as const;
type Report = (typeof REPORTS)[number];

/** `whose` null: the guard of the document that the first tab shows. */
type Step =
  | { readonly at: 'arrives'; readonly document: Shown; readonly begun: boolean; readonly announces: boolean }
  | { readonly at: 'is there unseen'; readonly document: Shown }
  | { readonly at: 'reports'; readonly whose: Shown | null; readonly report: Report; readonly frameId: number }
  | { readonly at: 'settles' }
  | { readonly at: 'worker dies' }
  | { readonly at: 'turned'; readonly on: boolean };

const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      at: fc.constant('arrives' as const),
      document: fc.constantFrom(...DOCUMENTS),
      begun: fc.boolean(),
      announces: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      at: fc.constant('reports' as const),
      whose: fc.constantFrom(null, null, null, ...DOCUMENTS),
      report: fc.constantFrom('ours', 'ours', 'ours', ...REPORTS),
      frameId: fc.constantFrom(0, 0, 4),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ at: fc.constant('is there unseen' as const), document: fc.constantFrom(...DOCUMENTS) }),
  },
  { weight: 3, arbitrary: fc.constant({ at: 'settles' } as const) },
  { weight: 1, arbitrary: fc.constant({ at: 'worker dies' } as const) },
  { weight: 1, arbitrary: fc.record({ at: fc.constant('turned' as const), on: fc.constantFrom(true, true, false) }) },
);

/** Does it say that only named code runs in its document? (Its mark, its sentence and its connection all rest on these findings.) */
const saysLocked = ({ state }: SiteView): boolean =>
  state.at === 'appraised' &&
  state.result.findings.some(
    ({ check, outcome, facts }) =>
      (check === 'channel.scripts' && outcome === 'pass') ||
      (check === 'channel.tls-key' && facts?.['because'] === 'encrypted-by-code'),
  );

/** The policy in a report. */
async function policyIn(background: TestBackground, { origin }: Shown, report: Report): Promise<string | null> {
  const all = [...background.rules.rules.values()];
  const policy = all.find((one) => one.origin === origin)?.policy ?? all[0]?.policy ?? '';
  const word = await background.rules.word(origin);
  switch (report) {
    case 'ours':
      return withSession(policy, word);
    case 'relaxed':
      return withSession(policy.replace("default-src 'none'; ", ''), word);
    case 'of the other site':
      return withSession(policy, await background.rules.word(origin === ORIGIN ? OTHER : ORIGIN));
    case 'of another session':
      return withSession(policy, `${word}0`);
    case 'without a word':
      return policy;
    case 'stopped':
      return null;
  }
}

/** Everything that was begun in any tab is done. */
async function settle(background: TestBackground): Promise<void> {
  for (const tabId of background.surroundings.documents.keys()) {
    await background.ports.visits.inTurn(tabId, () => Promise.resolve());
    await background.settled(tabId);
  }
}

/** A run of steps, and every view in it that says more of a document than its own guard reported. */
class Run {
  readonly unreported: SiteView[] = [];
  locked = 0;
  /** Documents whose own guard reported our policy, and those whose own reported anything. */
  private readonly reported = new Set<string | null>();
  private readonly heard = new Set<string | null>();
  private readonly background: TestBackground;
  private first: Shown = DOCUMENTS[0];

  constructor(background: TestBackground) {
    this.background = background;
  }

  async take(step: Step): Promise<void> {
    const { background } = this;
    switch (step.at) {
      case 'arrives': {
        const { tabId, documentId, origin } = step.document;
        if (tabId === 1) this.first = step.document;
        const links = step.announces ? [LINK] : [];
        const channel = unobserved('browser-cannot-see');
        await background.arrive(tabId, { documentId, url: `${origin}/`, begun: step.begun, links, channel });
        break;
      }
      // The navigation's events were lost: nothing but a look at the tab tells.
      case 'is there unseen': {
        const { tabId, documentId, origin } = step.document;
        if (tabId === 1) this.first = step.document;
        background.surroundings.documents.set(tabId, { url: `${origin}/`, documentId, failed: false });
        break;
      }
      case 'reports': {
        const { whose, report, frameId } = step;
        const { tabId, documentId, origin } = whose ?? this.first;
        const policy = await policyIn(background, whose ?? this.first, report);
        // From the page itself and not from a frame in it; without an id nobody knows from which.
        if (frameId === 0 && documentId !== null) {
          this.heard.add(documentId);
          if (report === 'ours') this.reported.add(documentId);
        }
        await background.tabs.guarded({ tabId, frameId, url: `${origin}/`, documentId }, policy);
        break;
      }
      case 'settles':
        await settle(background);
        break;
      case 'worker dies':
        await background.restart();
        break;
      case 'turned':
        await background.calls['site.lock'].run({ origin: ORIGIN, on: step.on });
    }
    await this.look();
  }

  /** What was painted since, and what the popup would draw now. */
  private async look(): Promise<void> {
    const { background } = this;
    const drawn = await Promise.all([...background.surroundings.documents.keys()].map((tabId) => background.view(tabId)));
    const views = [...background.shown.splice(0), ...drawn];
    const locked = views.filter(saysLocked);
    this.locked += locked.length;
    this.unreported.push(
      ...locked.filter(({ documentId }) => !this.reported.has(documentId)),
      ...views.filter(({ guarded, documentId }) => guarded && !this.heard.has(documentId)),
    );
  }
}

const [page, next, elsewhere] = DOCUMENTS;
const comes = (document: Shown): Step => ({ at: 'arrives', document, begun: true, announces: true });
const reports = (whose: Shown): Step => ({ at: 'reports', whose, report: 'ours', frameId: 0 });
const settles: Step = { at: 'settles' };
/** Both sites are locked, as after an earlier visit. */
const LOCKED: readonly Step[] = [comes(elsewhere), settles, comes(page), settles];

async function run(steps: readonly Step[]): Promise<Run> {
  const one = new Run(await locking());
  for (const step of [...LOCKED, ...steps, settles]) await one.take(step);
  return one;
}

describe('the mark', () => {
  it('says that only named code runs in a document once its own guard reported so', async () => {
    const { locked, unreported } = await run([comes(next), reports(next)]);
    expect([locked > 0, unreported]).toEqual([true, []]);
  });

  it('never says so of a document whose own guard did not report it, whatever else happens', async () => {
    let runsLocked = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 3, maxLength: 14 }), async (steps) => {
        const { locked, unreported } = await run(steps);
        expect(unreported).toEqual([]);
        if (locked > 0) runsLocked += 1;
      }),
      { numRuns: 40, seed: 13, examples: [[[comes(next), reports(next)]]] },
    );
    expect(runsLocked).toBeGreaterThan(0);
  });
});
