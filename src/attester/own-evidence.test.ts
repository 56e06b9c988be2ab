import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { tdxAttester } from '../verifier/testing/attesters/dcap.ts';
import { keystoneJson } from '../verifier/testing/keystone-report.ts';
import { p256Key } from '../verifier/testing/keys.ts';
import { AttesterError } from './attester-error.ts';
import { attester } from './attester.ts';
import type { EvidenceSource } from './source.ts';

it.each([
  ['other data', 'report-data'],
  ['its own data', 'started'],
])('a service whose Keystone report in JSON is over %s: %s', async (data, expected) => {
  const make: EvidenceSource['make'] = ({ reportData }) => {
    const json = keystoneJson({ data: data === 'other data' ? randomBytes(64) : reportData });
    const bytes = new TextEncoder().encode(JSON.stringify(json));
    return Promise.resolve({ evidence: { type: 'keystone-report-json', bytes, parameters: {} }, endorsements: [] });
  };
  const started = attester({
    origin: 'https://service.example',
    tls: { spki: p256Key('service').spki },
    source: { name: 'Keystone', make },
    anchors: tdxAttester.anchors,
    endorsements: 'none',
    log: () => undefined,
  });
  const outcome = await started.then(
    () => 'started',
    (error: unknown) => (error instanceof AttesterError ? error.code : error),
  );
  expect(outcome).toBe(expected);
});
