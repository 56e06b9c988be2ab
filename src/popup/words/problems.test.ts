import { describe, expect, it } from 'vitest';
import type { Problem } from '../../background/api/problem.ts';
import { problemSentence } from './problems.ts';

const unavailable = (facts: Problem['facts']): string =>
  problemSentence({ code: 'endorsement.unavailable', fault: 'vendor', remedy: 'retry', facts: { need: 'snp.vek', ...facts } });

describe('a problem with few facts', () => {
  const sentence = (code: Problem['code'], facts: Problem['facts']): string =>
    problemSentence({ code, fault: 'vendor', remedy: 'retry', facts });

  it('names no manufacturer if none is known', () => {
    expect(unavailable({ host: '' })).toBe('Sealmark could not get what the manufacturer says about this processor.');
  });

  it('mentions a registry, not a manufacturer, when a registry was asked about a device', () => {
    for (const need of ['device-key', 'manufacturer-key'])
      expect(unavailable({ need, host: 'node.example' })).toMatch(/the registry’s answer about this device/);
  });

  it('names no date if it has none, and does not call a later hour of today a later day', () => {
    expect(sentence('clock.behind', {})).toBe(
      'This computer’s clock is behind: the manufacturer has signed something with a later date.',
    );
    expect(sentence('clock.behind', { signed: '2026-11-29T12:00:00Z' })).toMatch(/2026.*later than the clock shows/);
    expect(sentence('clock.behind', { released: '2026-11-29T12:00:00Z' })).toMatch(/2026, before this release/);
  });

  it('says “the server” in the middle of a sentence and “The server” at its beginning', () => {
    expect(sentence('net.unreachable', {})).toBe('Sealmark could not reach the server.');
    expect(sentence('net.timeout', {})).toBe('The server did not answer in time.');
  });
});

describe('an answer that Sealmark did not use', () => {
  it('is attributed to its sender', () => {
    expect(unavailable({ host: 'kdsintf.amd.com', because: 'unusable' })).toBe(
      'What kdsintf.amd.com sent as the manufacturer’s answer does not hold, so Sealmark did not use it.',
    );
  });

  it('is not called bad when this release is too old to read it', () => {
    expect(unavailable({ host: 'api.trustedservices.intel.com', because: 'newer' })).toBe(
      'The manufacturer’s answer is newer than this release of Sealmark can read.',
    );
  });
});

describe('a manufacturer that could not be asked', () => {
  it('is named', () => {
    expect(unavailable({ host: 'kdsintf.amd.com', status: 500 })).toBe(
      'Sealmark could not get what the manufacturer says about this processor from kdsintf.amd.com.',
    );
  });

  it('is called busy, and for how long, if it says so', () => {
    expect(unavailable({ host: 'kdsintf.amd.com', status: 429, retryAfter: 120 })).toBe(
      'The manufacturer’s service (kdsintf.amd.com) is busy and asked Sealmark to wait 2 minutes.',
    );
  });

  it('is called busy for a while if it gives no time', () => {
    expect(unavailable({ host: 'kdsintf.amd.com', status: 429 })).toMatch(/\(kdsintf\.amd\.com\).* to wait a while/);
    expect(unavailable({ status: 429 })).toMatch(/\(the server\)/);
  });

  it('is not called busy if it is a site', () => {
    const facts = { host: 'site.example', status: 429, retryAfter: 120 };
    expect(problemSentence({ code: 'net.status', fault: 'site', remedy: 'retry', facts })).toMatch(/an error \(429\)/);
  });
});
