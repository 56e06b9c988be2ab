import { serve } from '../../testing/harness-tasks.ts';
import { noble } from '../../src/verifier/crypto/noble.ts';
import { webCrypto } from '../../src/verifier/crypto/webcrypto.ts';
import { SUITES } from './suites.ts';

const PORTS = { noble, WebCrypto: webCrypto(crypto.subtle) };

/** Runs in the browser: one file of vectors against one implementation. */
serve({
  suite: ({ path, text, port }: { readonly path: string; readonly text: string; readonly port: keyof typeof PORTS }) =>
    SUITES.find((suite) => suite.path === path)?.run(text, PORTS[port]),
});
