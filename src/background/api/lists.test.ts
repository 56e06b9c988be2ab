import { describe, expect, it } from 'vitest';
import { isFetchable, readSubscribeLink } from './lists.ts';

const LIST = 'https://auditor.example/list.dsse.json';
const KEY = 'ed25519:rzGGTzHVxsCq8YPRFQ7jLCbaDkFyDSdfXHYbDsUTDdg';

describe('a subscription link', () => {
  it.each([
    [`https://auditor.example/subscribe#tee-audit-list=${LIST}&key=${KEY}`],
    [`https://auditor.example/subscribe#tee-audit-list=${encodeURIComponent(LIST)}&key=${encodeURIComponent(KEY)}`],
    [`  https://auditor.example/#key=${KEY}&other=1&tee-audit-list=${LIST} `],
  ])('%s names an address and a key', (link) => {
    expect(readSubscribeLink(link)).toEqual({ url: LIST, key: KEY });
  });

  it.each([
    ['no fragment', 'https://auditor.example/subscribe'],
    ['http', `http://auditor.example/#tee-audit-list=${LIST}&key=${KEY}`],
    ['no key', `https://auditor.example/#tee-audit-list=${LIST}`],
    ['a list over http', `https://auditor.example/#tee-audit-list=http://auditor.example/&key=${KEY}`],
    ['a javascript: list', `https://auditor.example/#tee-audit-list=javascript:alert(1)&key=${KEY}`],
    ['a lonely per cent sign', `https://auditor.example/#tee-audit-list=%&key=${KEY}`],
  ])('with %s is none', (_, link) => {
    expect(readSubscribeLink(link)).toBeNull();
  });
});

describe('a list address', () => {
  it.each(['https://a.example', 'https://a.example:8443/x?y=1', 'https://xn--bcher-kva.example/'])('may be %s', (address) => {
    expect(isFetchable(address)).toBe(true);
  });

  it.each([
    'https://user:secret@a.example/',
    'https://a.example/#x',
    'https://bücher.example/',
    'https://a.example\\@b.example/',
    'https://',
    `https://a.example/${'x'.repeat(1000)}`,
  ])('is not %s', (address) => {
    expect(isFetchable(address)).toBe(false);
  });
});
