// Covers: headline.ts, reason.ts, first-look.tsx, ../words/tiers.ts, ../words/badge-meanings.ts, ../shared/result/aspects.tsx, ../shared/result/finding.tsx, ../../background/api/badge-titles.ts
// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import '../../../testing/screens/extension.ts';
import { draw, type DrawnPart } from '../../../testing/screens/draw.ts';
import { result } from '../../../testing/screens/results.ts';
import { VIEWS } from '../../../testing/screens/views.ts';
import { titleOf } from '../../background/api/badge-titles.ts';
import type { SiteView } from '../../background/api/site-view.ts';
import { COMMON_CHECKS, tierOf, type Finding, type Tier } from '../../verifier/index.ts';
import { BADGE_MEANINGS } from '../words/badge-meanings.ts';
import { lexiconFor } from '../words/load.ts';
import { FirstLook } from './first-look.tsx';
import { headlineOf } from './headline.ts';
import { Popup } from './popup.tsx';

const lexicon = await lexiconFor('sgx');
const scripts = (outcome: Finding['outcome'], because: string) => ({
  check: 'channel.scripts' as const,
  outcome,
  facts: { because },
});

/** A page with this mark, whose connection was seen to end at an attested key unless the findings say otherwise. */
function page(badge: SiteView['badge'], channel: Tier, ...findings: readonly Finding[]): SiteView {
  const base: SiteView = VIEWS.verified;
  if (base.state.at !== 'appraised') throw new Error('the seed is judged');
  return { ...base, badge, registry: null, state: { ...base.state, result: result(findings, { channel }) } };
}

/** The whole popup, its details included. */
async function popup(view: SiteView): Promise<DrawnPart> {
  const part = await draw(
    <Popup
      tabId={1}
      view={view}
      lexicon={lexicon}
      FirstLook={FirstLook}
      allSites={false}
      now={Date.parse('2026-11-25T10:00:00Z')}
    />,
  );
  await vi.waitFor(() => part.find('[data-check="channel.tls-key"]'), { timeout: 20_000 });
  return part;
}

/** What it says, piece by piece. */
const texts = (part: DrawnPart): readonly string[] =>
  part
    .all('*')
    .filter(({ children }) => children.length === 0)
    .map(({ textContent }) => textContent);

const UNCHECKED =
  /connection[^.;]*\bnot (?:checked|seen)|where (?:it|your connection) ends was not checked|not check where your/i;

describe('a connection that was seen to end at an attested key', () => {
  it.each([
    ['unbound', scripts('unknown', 'switched-off')],
    ['unbound', scripts('unknown', 'guard-silent')],
    ['unbound', scripts('unknown', 'not-locked-yet')],
    ['unaudited', scripts('unknown', 'switched-off')],
    ['changed', scripts('unknown', 'guard-silent')],
    ['caution', scripts('warn', 'policy-removed')],
    ['simulated', scripts('unknown', 'switched-off')],
    ['verified', scripts('pass', 'strict')],
  ] as const)('is nowhere called unchecked (%s, %o)', async (badge, found) => {
    const tier = tierOf(COMMON_CHECKS[found.check], found.outcome) ?? 'none';
    const view = page(badge, tier, found);
    const part = await popup(view);
    expect([titleOf(view), ...texts(part)].filter((text) => UNCHECKED.test(text))).toEqual([]);
    if (tier !== 'affirming')
      expect(part.find('.aspects li', 'Your connection').textContent).toMatch(/Ends in attested code; code/);
  });

  it('names instead what is not confirmed, in the title, the headline and the sentence', () => {
    const view = page('unbound', 'none', scripts('unknown', 'switched-off'));
    const { headline, sentence } = headlineOf(view, lexicon);
    expect(titleOf(view)).toBe('Attested service behind vault.example.org; the code of this page was not confirmed');
    expect(headline).toBe('Attested, code of this page not confirmed');
    expect(sentence).toMatch(/Your connection ends there\. You let this page run as the server sends it/);
  });

  it('is named also where the hardware is open to someone at the machine', () => {
    const view = page('unbound', 'none', scripts('unknown', 'switched-off'));
    if (view.state.at !== 'appraised') throw new Error('the seed is judged');
    const open: SiteView = { ...view, state: { ...view.state, result: { ...view.state.result, tee: 'keystone' } } };
    const { headline, sentence } = headlineOf(open, lexicon);
    expect(headline).toBe('Attested, code of this page not confirmed');
    expect(sentence).toMatch(/open to someone at the machine\. Your connection ends there\./);
  });
});

it('a connection that was not seen is still called so, whatever is known of the page’s code', () => {
  for (const found of [scripts('pass', 'strict'), scripts('unknown', 'guard-silent')]) {
    const unseen: Finding = { check: 'channel.tls-key', outcome: 'unknown', facts: { because: 'browser-cannot-see' } };
    const view = page('unbound', 'none', unseen, found);
    expect(titleOf(view)).toContain('your connection was not checked');
    expect(headlineOf(view, lexicon).headline).toBe('Attested, connection not checked');
  }
});

describe('a connection that counts although it was not seen', () => {
  const counted: Finding = { check: 'channel.tls-key', outcome: 'pass', facts: { because: 'encrypted-by-code' } };
  const view = page('verified', 'affirming', counted, scripts('pass', 'strict'));

  it('is answered by no yes: not in its check, nor in its row', async () => {
    const part = await popup(view);
    expect(part.find('[data-check="channel.tls-key"] strong').textContent).toBe('Not seen, counted by your setting.');
    expect(part.find('.aspects li', 'Your connection').textContent).toMatch(
      /Not seen, counted by your setting.*encrypts your input/,
    );
    const contradictions = part
      .all('.finding, .aspects li')
      .map(({ textContent }) => textContent)
      .filter((text) => /not seen/i.test(text) && /\bYes\b|Confirmed/.test(text));
    expect(contradictions).toEqual([]);
  });

  it('changes no other answer', async () => {
    const part = await popup(view);
    expect(part.find('[data-check="channel.scripts"] strong').textContent).toBe('Yes.');
    expect(part.find('.aspects li', 'Hardware').textContent).toContain('Confirmed');
  });

  it('is not what the legend says of a green mark, which this page bears too', () => {
    expect(BADGE_MEANINGS.verified).not.toMatch(/connection/i);
  });
});
