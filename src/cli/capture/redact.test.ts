import { describe, expect, it } from 'vitest';
import { REDACTED, redactedHeaders, redactedUrl } from './redact.ts';

describe('headers of a recording', () => {
  it.each(['Set-Cookie', 'authorization', 'X-Api-Key', 'X-Session-Id', 'x-csrf-token', 'X-Request-Id', 'CF-Connecting-IP'])(
    'hold no %s',
    (name) => {
      expect(redactedHeaders([name, 'abc'])).toEqual({ [name]: [REDACTED] });
    },
  );

  it.each(['Content-Type', 'Link', 'TCB-Info-Issuer-Chain', 'Tinfoil-Pt', 'Strict-Transport-Security', 'Date'])(
    'keep %s, which evidence may need',
    (name) => {
      expect(redactedHeaders([name, 'abc'])).toEqual({ [name]: ['abc'] });
    },
  );

  it('keep every value of a name, without tokens and query strings', () => {
    expect(redactedHeaders(['Link', '</a?x=1>; rel="b"', 'Link', 'eyJhbGciOiJub25lIn0.eyJhIjoxfQ.x'])).toEqual({
      Link: [`</a?${REDACTED}>; rel="b"`, REDACTED],
    });
  });
});

describe('an address of a recording', () => {
  it('keeps its path, and of its query only what this program put there', () => {
    const redacted = new URL(redactedUrl('https://user:pass@a.test/p?nonce=ab12&key=k#frag', ['ab12']));
    expect([redacted.username, redacted.password, redacted.hash, redacted.pathname]).toEqual(['', '', '', '/p']);
    expect([...redacted.searchParams]).toEqual([
      ['nonce', 'ab12'],
      ['key', REDACTED],
    ]);
  });
});
