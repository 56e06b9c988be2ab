import { describe, expect, it } from 'vitest';
import { COMMON_CHECKS } from '../../verifier/index.ts';
import { COMMON_WORDS } from './checks/common.ts';
import { sentenceOf } from './finding.ts';

const lexicon = { words: COMMON_WORDS, checks: COMMON_CHECKS };

describe('the sentence of a check that does not apply', () => {
  it('is its reason, if it has one', () => {
    const finding = { check: 'evidence.debug', outcome: 'not-applicable', facts: { because: 'no-attribute' } } as const;
    expect(sentenceOf(finding, lexicon)).toContain('cannot say whether debugging is off');
  });

  it('says that there is nothing to check, if it has none', () => {
    expect(sentenceOf({ check: 'evidence.debug', outcome: 'not-applicable' }, lexicon)).toContain('nothing for this check');
  });
});

describe('the sentence of evidence that is newer', () => {
  it('names the release, and does not call it damaged', () => {
    const facts = { because: 'newer', release: '1.2.3', field: 'report.VERSION', why: 'version 6 is not known' };
    const sentence = sentenceOf({ check: 'evidence.well-formed', outcome: 'fail', facts }, lexicon);
    expect(sentence).toContain('newer than this release of Sealmark (1.2.3)');
    expect(sentence).not.toContain('damaged');
  });
});
