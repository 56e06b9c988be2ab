import { describe, expect, it } from 'vitest';
import type { Problem } from '../../background/api/problem.ts';
import { problemSentence } from './problems.ts';

const unavailable = (facts: Problem['facts']): string =>
  problemSentence({ code: 'endorsement.unavailable', fault: 'vendor', remedy: 'retry', facts: { need: 'snp.vek', ...facts } });

describe('a manufacturer that could not be asked', () => {
  it('is named', () => {
    expect(unavailable({ host: 'kdsintf.amd.com', status: 500 })).toBe(
      'Sealmark could not get what the manufacturer says about this processor from kdsintf.amd.com.',
    );
  });

  it('is said to be busy, and for how long, when it says so', () => {
    expect(unavailable({ host: 'kdsintf.amd.com', status: 429, retryAfter: 120 })).toBe(
      'The manufacturer’s service (kdsintf.amd.com) is busy and asked Sealmark to wait 2 minutes.',
    );
  });

  it('is said to be busy for a while when it does not say for how long', () => {
    expect(unavailable({ host: 'kdsintf.amd.com', status: 429 })).toMatch(/\(kdsintf\.amd\.com\).* to wait a while/);
    expect(unavailable({ status: 429 })).toMatch(/\(The server\)/);
  });

  it('is not said to be busy where a site is', () => {
    const facts = { host: 'site.example', status: 429, retryAfter: 120 };
    expect(problemSentence({ code: 'net.status', fault: 'site', remedy: 'retry', facts })).toMatch(/an error \(429\)/);
  });
});
