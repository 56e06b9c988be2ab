import { expect, it } from 'vitest';
import { covers } from './host-pattern.ts';

it.each([
  ['https://*/*', 'https://enclave.test', true],
  ['*://*/*', 'https://enclave.test:8443', true],
  ['<all_urls>', 'https://enclave.test', true],
  ['https://enclave.test/*', 'https://enclave.test', true],
  ['https://enclave.test/*', 'https://enclave.test:8443', true],
  ['https://enclave.test/*', 'https://www.enclave.test', false],
  ['*://*.enclave.test/*', 'https://www.enclave.test', true],
  ['*://*.enclave.test/*', 'https://enclave.test', true],
  ['*://*.enclave.test/*', 'https://notenclave.test', false],
  ['http://enclave.test/*', 'https://enclave.test', false],
  ['file:///*', 'https://enclave.test', false],
])('%s and %s: %s', (pattern, origin, expected) => {
  expect(covers(pattern, origin)).toBe(expected);
});
