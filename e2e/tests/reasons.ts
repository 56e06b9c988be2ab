import type { Skip } from '../runner/registry.ts';

/** Tests that are not run in one of the browsers, and why. The runner refuses rows that name no test. */
export const SKIPS: readonly Skip[] = [
  {
    test: 'a prerendered page earns nothing, and changes no mark before it is shown',
    browser: 'firefox',
    because: 'Firefox does not prerender',
  },
  {
    test: 'where the browser shows no certificate the mark is unbound and says what was not checked',
    browser: 'firefox',
    because: 'Firefox always shows an extension the certificate of a response',
  },
  {
    test: 'the document of the chain client is closed while the chain is followed',
    browser: 'firefox',
    because: 'there the chain client lives in the background itself, whose death has a test',
  },
];
