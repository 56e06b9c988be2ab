import { describe, expect, it } from 'vitest';
import { foreignDocument } from '../../verifier/protocol/adapter.ts';
import type { AnyBinding } from '../../verifier/protocol/index.ts';
import { toldForm } from './form.ts';

const KEY = new Uint8Array(32);
const evidence = { type: 'dcap-quote', bytes: new Uint8Array(), parameters: {} } as const;
/** What the report lists as unproven, each by its beginning. */
const unproven = (binding: AnyBinding | null): readonly string[] =>
  (toldForm('near', { document: foreignDocument({ evidence, binding }), adapter: 'maple' })?.unproven ?? []).map(
    (sentence) => sentence.split(':')[0] ?? '',
  );

describe('what a form leaves unproven', () => {
  it.each<[string, AnyBinding | null, readonly string[]]>([
    [
      'commits to a visit, and to no key of its connection',
      { layout: 'maple-1', key: KEY, nonce: KEY },
      ['the site’s name', 'where the connection ends'],
    ],
    [
      'commits to the key of a gateway alone',
      { layout: 'dstack-zt', spki: KEY },
      ['the site’s name', 'that it was made for this visit', 'what happens behind the gateway in which the connection ends'],
    ],
    ['says nothing of what it commits to', null, ['for whom it was made']],
  ])('that %s', (_, binding, sentences) => {
    expect(unproven(binding)).toEqual(sentences);
  });

  it('is not listed where nothing was read; the requested form is named anyway', () => {
    const problem = { code: 'net.status', fault: 'site', remedy: 'ask-the-site', facts: {} } as const;
    expect(toldForm('near', { problem })).toEqual({ adapter: 'near', title: 'NEAR AI', layout: null, unproven: [] });
    expect(toldForm(null, { problem })).toBeNull();
  });

  it('is that of the form in the response, not of the requested one', () => {
    expect(toldForm(null, { document: foreignDocument({ evidence, binding: null }), adapter: 'maple' })?.adapter).toBe('maple');
  });
});
