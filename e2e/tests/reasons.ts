import type { Skip } from '../runner/declare.ts';

/** Tests that do not run in one of the browsers, with the reason. The runner refuses rows that name no test. */
export const SKIPS: readonly Skip[] = [
  {
    test: 'a signed exchange of a locked site, which another one sends, runs nothing: the site is asked instead',
    browser: 'firefox',
    because: 'Firefox knows no signed exchanges',
  },
  {
    test: 'the inspector reads a folder that is dropped on it',
    browser: 'firefox',
    because: 'its driver has nothing that drops a folder, and scripts cannot make one',
  },
  {
    test: 'a prerendered page earns nothing, and changes no mark before it is shown',
    browser: 'firefox',
    because: 'Firefox does not prerender',
  },
  {
    test: 'a page that was prerendered before the lock is loaded again when it is shown',
    browser: 'firefox',
    because: 'Firefox does not prerender',
  },
  {
    test: 'where the browser shows no certificate the mark is unbound and says what was not checked',
    browser: 'firefox',
    because: 'Firefox always shows an extension the certificate of a response',
  },
  {
    test: 'the two looks of a container’s own tab differ by the cookie alone',
    browser: 'chromium',
    because: 'Chromium has no containers',
  },
  {
    test: 'a container shares no connection with ordinary tabs',
    browser: 'chromium',
    because: 'Chromium has no containers',
  },
  {
    test: 'where a page’s rules forbid the request in a private window, that is said, and it is grey',
    browser: 'chromium',
    because: 'there private windows have a background of their own, to which no page’s rules apply',
  },
  {
    test: 'what no manufacturer was asked for a private window is grey, and that is said',
    browser: 'chromium',
    because: 'there private windows have a background of their own, whose requests share no connection with others',
  },
  {
    test: 'the document of the chain client is closed while the chain is followed',
    browser: 'firefox',
    because: 'there the chain client lives in the background itself, whose death has a test',
  },
  {
    test: 'a document that comes without its policy is stopped before its first script, put right and loaded again',
    browser: 'firefox',
    because: 'there no rule can be taken away behind our back: the background itself answers; its workers have a test',
  },
  {
    test: 'a policy that something takes away each time leaves the page stopped and the mark amber, never red',
    browser: 'firefox',
    because: 'there no rule can be taken away behind our back: the background itself answers; its workers have a test',
  },
  {
    test: 'a worker that a page from before the lock registered reads the word of the session, makes a frame up, and runs nothing',
    browser: 'firefox',
    because:
      'there workers of a locked site are refused, whoever registers them: “a service worker that was there before the lock …”',
  },
  {
    test: 'a worker that a page from before the lock registered reads the word of the session, makes a frame up as it goes, and runs nothing',
    browser: 'firefox',
    because:
      'there workers of a locked site are refused, whoever registers them: “a service worker that was there before the lock …”',
  },
  {
    test: 'a worker that a page from before the lock registered reads the word of the session, leaves a frame to a static route, and runs nothing',
    browser: 'firefox',
    because:
      'there workers of a locked site are refused, whoever registers them: “a service worker that was there before the lock …”',
  },
];
