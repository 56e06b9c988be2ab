import type { Badge } from '../../src/background/api/badge.ts';
import type { SiteState, SiteView } from '../../src/background/api/site-view.ts';
import type { RegistryView } from '../../src/background/api/registry-view.ts';
import { decide } from '../../src/verifier/audits/index.ts';
import type { AttestationResult } from '../../src/verifier/index.ts';
import { ACCELERATORS } from './accelerators.ts';
import { auditOf, saying, VENDORS_WORD } from './decisions.ts';
import { CANNOT_SEE, CLAIMS, result, UNKNOWN_CODE } from './results.ts';

function view(badge: Badge, state: SiteState, rest: Partial<SiteView> = {}): SiteView {
  return {
    format: 1,
    tabId: 1,
    documentId: 'D',
    origin: 'https://vault.example.org',
    private: false,
    badge,
    state,
    unresolvedFailure: null,
    pin: 'off',
    registry: null,
    accelerators: null,
    guarded: false,
    services: [],
    codeNames: [],
    updatedAt: '2026-11-25T09:59:58Z',
    ...rest,
  };
}

function appraised(made: AttestationResult, rest: Partial<Extract<SiteState, { at: 'appraised' }>> = {}): SiteState {
  return {
    at: 'appraised',
    announcedBy: 'response-header',
    result: made,
    code: decide({ statements: [], denials: [], open: [] }, made.vouchedBy),
    problems: [],
    continuity: { kind: 'same', since: '2026-10-01T08:00:00Z' },
    ...rest,
  };
}

const REGISTRY: RegistryView = {
  at: 'answered',
  chain: { id: 'integritee-kusama', name: 'Integritee', discontinued: null, explorer: null },
  answer: {
    kind: 'current',
    entry: {
      under: 'sovereign',
      registrar: null,
      mrEnclave: CLAIMS.measurements[0]?.value ?? '',
      mrSigner: CLAIMS.measurements[1]?.value ?? '',
      reportData: null,
      buildMode: 'production',
      method: 'dcap',
      status: 'ok',
      registeredAt: '2026-11-24T22:00:00Z',
      age: 43_200_000,
      renewal: 172_800_000,
      cadence: { renewals: 6, interval: 86_400_000 },
      url: 'wss://vault.example.org:2000',
    },
  },
  shortOf: null,
  clockBehind: false,
  level: 'L3',
  asked: { what: 'enclave', key: 'd4'.repeat(32) },
  nodes: ['node-a.example.net', 'node-b.example.com'],
  block: { number: 5_123_456, hash: 'ab'.repeat(32), time: '2026-11-25T09:58:00Z' },
  relayBlock: { number: 24_567_890, hash: 'cd'.repeat(32), time: null },
  checkpoint: { number: 24_500_000, hash: 'ce'.repeat(32), time: '2026-11-20T08:00:00.000Z' },
  askedAt: '2026-11-25T09:59:59Z',
  execution: {
    kind: 'published',
    mrEnclave: CLAIMS.measurements[0]?.value ?? '',
    sameCode: true,
    hash: 'ef'.repeat(32),
    data: '',
    block: { number: 5_123_400, hash: '9a'.repeat(32), time: '2026-11-25T09:46:00Z' },
    eventIndex: 3,
    level: 'L3',
  },
};

/** Every state of the mark, and variants with other texts. Name → view. */
export const VIEWS = {
  verified: view('verified', appraised(result()), { registry: REGISTRY }),
  reviewed: view('verified', appraised(result([], {}, { vouchedBy: [] }), { code: saying([auditOf()]) }), { registry: REGISTRY }),
  accelerators: view('verified', appraised(result()), { accelerators: ACCELERATORS }),
  'verified-older': view(
    'verified',
    appraised(
      result([{ check: 'freshness.nonce', outcome: 'warn', facts: { because: 'bounded-age', age: 10_800_000 } }], {
        freshness: 'warning',
      }),
    ),
  ),
  unbound: view('unbound', appraised(result([CANNOT_SEE], { channel: 'none' }))),
  'unbound-cached': view(
    'unbound',
    appraised(result([{ check: 'channel.tls-key', outcome: 'unknown', facts: { because: 'from-cache' } }], { channel: 'none' })),
  ),
  unaudited: view(
    'unaudited',
    appraised(result([UNKNOWN_CODE, CANNOT_SEE], { executables: 'none', channel: 'none' }, { vouchedBy: [] }), {
      continuity: { kind: 'first' },
    }),
  ),
  vendor: view(
    'unaudited',
    appraised(result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] }), { code: saying([VENDORS_WORD]) }),
  ),
  denied: view(
    'failed',
    appraised(
      result(
        [{ check: 'reference.warnings', outcome: 'fail', facts: { by: 'Example Security: enclave audits' } }],
        { executables: 'contraindicated' },
        { vouchedBy: [], tier: 'contraindicated' },
      ),
      { code: saying([auditOf()], [{}]) },
    ),
  ),
  changed: view(
    'changed',
    appraised(result([UNKNOWN_CODE], { executables: 'none' }, { vouchedBy: [] }), {
      continuity: { kind: 'changed', lastSeen: '2026-11-18T10:00:00Z', reviewed: false },
    }),
  ),
  caution: view(
    'caution',
    appraised(
      result(
        [
          { check: 'reference.host-chosen', outcome: 'warn', facts: { registers: 'CONFIGID' } },
          { check: 'dcap.tcb.status', outcome: 'warn', facts: { status: 'SWHardeningNeeded' } },
          CANNOT_SEE,
        ],
        { hardware: 'warning', configuration: 'warning', channel: 'none' },
        {
          claims: {
            ...CLAIMS,
            hostChosen: [{ register: 'CONFIGID', value: '0a'.repeat(64) }],
            tcb: {
              ...CLAIMS.tcb,
              status: 'SWHardeningNeeded',
              advisories: ['INTEL-SA-00334', 'INTEL-SA-00615', 'INTEL-SA-00657'],
            },
          },
        },
      ),
    ),
  ),
  failed: view(
    'failed',
    appraised(
      result(
        [
          {
            check: 'binding.origin',
            outcome: 'fail',
            facts: { expected: 'https://vault.example.org', actual: 'https://vault.example.com' },
          },
          { check: 'channel.tls-key', outcome: 'fail', facts: { because: 'other-key' } },
        ],
        { channel: 'contraindicated' },
        { tier: 'contraindicated' },
      ),
    ),
    { pin: 'soft' },
  ),
  'failed-standing': view(
    'failed',
    { at: 'fetching', announcedBy: 'seen-before' },
    {
      unresolvedFailure: {
        worst: 'failed',
        judgedAt: '2026-11-25T09:58:00Z',
        findings: [{ check: 'channel.tls-key', outcome: 'fail', facts: { because: 'intercepted' } }],
      },
    },
  ),
  missing: view('missing', {
    at: 'missing',
    pin: 'hard',
    since: '2026-09-14T08:00:00Z',
    problem: { code: 'net.timeout', fault: 'network', remedy: 'retry', facts: { host: 'vault.example.org' } },
  }),
  'missing-soft': view('caution', { at: 'missing', pin: 'soft', since: '2026-09-14T08:00:00Z', problem: null }),
  simulated: view(
    'simulated',
    appraised(result([UNKNOWN_CODE], { executables: 'none' }, { simulated: ['Test root of my laptop'], vouchedBy: [] })),
  ),
  checking: view('checking', { at: 'fetching', announcedBy: 'response-header' }),
  unavailable: view('unavailable', {
    at: 'unavailable',
    problem: {
      code: 'endorsement.unavailable',
      fault: 'vendor',
      remedy: 'check-network',
      facts: { host: 'api.trustedservices.intel.com' },
    },
  }),
  none: view('none', { at: 'none' }),
  'none-but-locked': view('none', { at: 'none' }, { guarded: true }),
  off: view('off', { at: 'off', because: 'no-permission' }),
  'off-internal': view('off', { at: 'off', because: 'internal-page' }, { origin: null }),
} as const satisfies Readonly<Record<string, SiteView>>;

/** Name of one of them. */
export type ViewName = keyof typeof VIEWS;
