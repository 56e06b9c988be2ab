import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { found, now, ofSample, samples } from '../../../testing/screens/samples.ts';
import { instant, parseRfc3339, pinnedAnchors, type Instant } from '../../verifier/index.ts';
import { lexiconFor } from '../words/load.ts';
import { sentenceOf } from '../words/finding.ts';
import { appraiseDropped, type Appraised } from './appraise-dropped.ts';
import { verdictOf, type Verdict } from './verdict.ts';

const HOUR = 60 * 60 * 1000;
const FORMS = '../shared/recordings/forms';
const form = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FORMS}/${name}`));

const nitro = samples.find(({ name }) => name === 'nitro');
if (nitro === undefined) throw new Error('no sample');
const trustBase = { anchors: nitro.attester.anchors, references: [] };
const at = (clock: number, asOf: string | null = null): Promise<Appraised> =>
  appraiseDropped(ofSample(nitro), trustBase, [], asOf, instant(clock));
const verdict = async (appraised: Promise<Appraised>): Promise<Verdict> => {
  const { result, whenMade } = await appraised;
  return verdictOf(result, whenMade);
};

describe('evidence whose dates lie ahead of the clock', () => {
  it('does not suffice for a verdict, and the clock is named', async () => {
    const statement = await verdict(at(now - 3 * HOUR));
    expect(statement).toMatchObject({ tier: 'none', headline: 'Not enough to check this evidence', heldAt: null });
    expect(statement.sentence).toMatch(/computer’s clock/);
  });

  it('holds once the clock is right', async () => {
    expect((await verdict(at(now))).headline).toMatch(/^This evidence holds/);
  });
});

describe('saved evidence whose short certificate has expired', () => {
  it('was genuine when it was made, says when, and can be appraised as of then', async () => {
    const statement = await verdict(at(now + 72 * HOUR));
    expect(statement).toMatchObject({ tier: 'none', headline: 'Genuine when it was made' });
    expect(statement.sentence).toMatch(/20.*2026.*has expired since/);
    expect(statement.heldAt).not.toBeNull();
    const then = await verdict(at(now + 72 * HOUR, statement.heldAt));
    expect(then.headline).toMatch(/^This evidence holds/);
    expect(then.heldAt).toBeNull();
  });

  it('is described so only where it held then: forged evidence does not hold at any time', async () => {
    const forged = found(nitro.attested.evidence.map((byte, i) => (i === nitro.attested.evidence.length - 1 ? byte ^ 1 : byte)));
    const { result, whenMade } = await appraiseDropped(forged, trustBase, [], null, instant(now + 72 * HOUR));
    expect(verdictOf(result, whenMade)).toMatchObject({ headline: 'This evidence does not hold', heldAt: null });
  });
});

describe.skipIf(!existsSync(FORMS))('documents that AWS really signed', () => {
  const recorded = (name: string, time: Instant): Promise<Appraised> =>
    appraiseDropped(found(form(name)), { anchors: pinnedAnchors, references: [] }, [], null, time);

  it('opened a month later were genuine when they were made', async () => {
    const statement = await verdict(recorded('n2-nitro.cbor', parseRfc3339('2025-05-30T00:00:00Z', 'time')));
    expect(statement.headline).toBe('Genuine when it was made');
    expect(statement.sentence).toMatch(/29 Apr(?:il)? 2025|Apr(?:il)? 29, 2025/);
  });

  it('read three hours too early are undecided, and every open sentence names the clock', async () => {
    const appraised = await recorded('f6-nitro.cbor', parseRfc3339('2025-04-29T07:33:39Z', 'time'));
    expect(verdictOf(appraised.result, appraised.whenMade)).toMatchObject({ tier: 'none', heldAt: null });
    const lexicon = await lexiconFor('nitro');
    const open = appraised.result.findings.filter(({ check, outcome }) => outcome === 'unknown' && check.startsWith('nitro.'));
    expect(open.length).toBeGreaterThan(0);
    for (const finding of open) expect(sentenceOf(finding, lexicon)).toMatch(/clock/);
  });
});
