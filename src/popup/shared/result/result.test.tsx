// Covers: aspects.tsx, checks.tsx, code.tsx
// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import '../../../../testing/screens/extension.ts';
import { draw } from '../../../../testing/screens/draw.ts';
import { CLAIMS, result } from '../../../../testing/screens/results.ts';
import { VIEWS } from '../../../../testing/screens/views.ts';
import { ASPECTS, type Outcome } from '../../../verifier/index.ts';
import { lexiconFor } from '../../words/load.ts';
import { configurationSays, TIER_WORDS } from '../../words/tiers.ts';
import { Aspects } from './aspects.tsx';
import { Checks } from './checks.tsx';
import { Code } from './code.tsx';
import { FindingRow } from './finding.tsx';
import { Processor } from './processor.tsx';

const lexicon = await lexiconFor('sgx');

describe('the aspects', () => {
  const { vector } = result();

  it('are five rows, each with its tier in a word', async () => {
    const part = await draw(<Aspects vector={{ ...vector, channel: 'none' }} registry={null} vouchers={[]} simulated={null} />);
    const tiers = part.all('.tier').map((tier) => tier.textContent);
    expect(tiers).toEqual([...Array<string>(ASPECTS.length - 1).fill(TIER_WORDS.affirming), TIER_WORDS.none]);
  });

  it('are purple for a test result, under a caption', async () => {
    const part = await draw(<Aspects vector={vector} registry={null} vouchers={[]} simulated="Not the real thing:" />);
    expect(part.find('li').textContent).toBe('Not the real thing:');
    expect(part.all('svg').map((svg) => svg.dataset['tone'])).toEqual(ASPECTS.map(() => 'purple'));
  });

  it('name who vouches for the code only where the code is known', async () => {
    const vouchers = [{ kind: 'user', name: 'you', since: '2026-10-01T08:00:00Z' }] as const;
    const known = await draw(<Aspects vector={vector} registry={null} vouchers={vouchers} simulated={null} />);
    expect(known.text()).toContain('Accepted by you on');
    const unknown = { ...vector, executables: 'none' } as const;
    const part = await draw(<Aspects vector={unknown} registry={null} vouchers={vouchers} simulated={null} />);
    expect(part.text()).not.toContain('Accepted by you');
  });

  it('call no configuration closed beyond what the evidence can show', async () => {
    const silent = { check: 'evidence.debug', outcome: 'not-applicable', facts: { because: 'no-attribute' } } as const;
    const says = configurationSays([silent]);
    const part = await draw(<Aspects vector={vector} registry={null} vouchers={[]} simulated={null} configuration={says} />);
    expect(part.text()).toContain('Closed, as far as evidence can show');
    expect(part.text()).not.toContain('Closed to the operator');
    expect(configurationSays([{ check: 'evidence.debug', outcome: 'pass' }])).toBeUndefined();
  });

  it('have a row for the public registry where it was asked', async () => {
    const { registry } = VIEWS.verified;
    const part = await draw(<Aspects vector={vector} registry={registry} vouchers={[]} simulated={null} />);
    expect(part.text()).toContain('Registered on Integritee, and current there');
  });
});

describe('the code of an application', () => {
  const application = {
    name: 'chat',
    composeHash: '00'.repeat(32),
    images: [
      { image: `example/model@sha256:${'a'.repeat(64)}`, digest: 'a'.repeat(64) },
      { image: 'example/web:1', digest: null },
    ],
    operatorMaySet: ['API_KEY', 'HOST'],
    scripts: ['pre_launch_script'],
  };

  it('lists what its compose file names, what is not pinned and what the operator may set', async () => {
    const part = await draw(<Code result={{ ...result(), claims: { ...CLAIMS, application } }} />);
    expect(part.all('.unpinned')).toHaveLength(1);
    expect(part.text()).toContain('example/web:1 (only a tag');
    expect(part.text()).toContain('The operator may set these to anything: API_KEY and HOST.');
    expect(part.text()).toContain('pre_launch_script');
  });

  it('is absent where no compose file was proven', async () => {
    const part = await draw(<Code result={result()} />);
    expect(part.text()).not.toContain('What the application consists of');
  });
});

describe('a finding', () => {
  it.each<[Outcome, string]>([
    ['pass', 'Yes.'],
    ['warn', 'With a warning.'],
    ['fail', 'No.'],
    ['unknown', 'Not checked.'],
  ])('that ended in %s answers its question: %s', async (outcome, says) => {
    const part = await draw(<FindingRow finding={{ check: 'evidence.debug', outcome }} lexicon={lexicon} />);
    expect(part.find('strong').textContent).toBe(says);
    expect(part.find('.id').textContent).toBe('evidence.debug');
  });

  it('shows hidden characters of its facts', async () => {
    const facts = { actual: 'a\u202Eb' };
    const part = await draw(<FindingRow finding={{ check: 'binding.origin', outcome: 'fail', facts }} lexicon={lexicon} />);
    expect(part.find('dd').textContent).toBe('aU+202Eb');
  });
});

describe('the checks', () => {
  it('show what did not pass, and fold away how many passed', async () => {
    const made = result([{ check: 'freshness.nonce', outcome: 'warn' }]);
    const part = await draw(<Checks result={made} lexicon={lexicon} only={['freshness']} />);
    expect(part.all('ul.findings > li').at(0)?.dataset['outcome']).toBe('warn');
    expect(part.find('summary').textContent).toBe('1 of 2 passed');
  });

  it.each([
    [1, '1 check does not apply to evidence of this kind.'],
    [2, '2 checks do not apply to evidence of this kind.'],
  ])('say of %i that it does not apply', async (count, says) => {
    const ids = ['evidence.debug', 'binding.origin'].slice(0, count);
    const made = result(ids.map((check) => ({ check, outcome: 'not-applicable' as const })));
    expect((await draw(<Checks result={made} lexicon={lexicon} />)).find('p.note').textContent).toBe(says);
  });
});

describe('the code', () => {
  it('of evidence that was not proven genuine is not shown', async () => {
    const part = await draw(<Code result={result([], {}, { claims: null })} />);
    expect(part.text()).toContain('was not proven genuine');
    expect(part.all('code')).toEqual([]);
  });

  it('separates what the operator chose from what the code is', async () => {
    const hostChosen = [{ register: 'CONFIGID', value: '0a'.repeat(64) }];
    const part = await draw(<Code result={result([], {}, { claims: { ...CLAIMS, hostChosen } })} />);
    const text = part.text();
    expect(text.indexOf('MRENCLAVE')).toBeLessThan(text.indexOf('Chosen by the operator, not by the code'));
    expect(text.indexOf('Chosen by the operator')).toBeLessThan(text.indexOf('CONFIGID'));
  });

  it('says so where no one vouches for it', async () => {
    expect((await draw(<Code result={result([], {}, { vouchedBy: [] })} />)).text()).toContain('No one you follow vouches');
  });
});

describe('the processor', () => {
  it('links Intel’s own advisories, and no text that only resembles one', async () => {
    const tcb = { ...CLAIMS.tcb, status: 'OutOfDate', advisories: ['INTEL-SA-00334', 'javascript:alert(1)'] } as const;
    const part = await draw(<Processor result={result([], {}, { claims: { ...CLAIMS, tcb } })} />);
    expect(part.all('a').map((link) => link.getAttribute('href'))).toEqual([
      'https://www.intel.com/content/www/us/en/security-center/advisory/intel-sa-00334.html',
    ]);
    expect(part.text()).toContain('javascript:alert(1)');
  });
});
