import type { PopupCalls } from '../../src/background/api/calls.ts';
import { DEFAULT_SETTINGS } from '../../src/background/api/settings.ts';

type Answers = { readonly [N in keyof PopupCalls]?: PopupCalls[N]['answer'] };

const value = (digit: string): string => `${digit}4e71b60`.repeat(8);

const NEW = {
  id: 'c',
  tee: 'nitro',
  registers: { PCR0: value('9').slice(0, 96) },
  origin: null,
  note: 'From the release page of 2026.11',
  addedAt: '2026-11-20T08:00:00Z',
};

/** What a stand-in background answers when pages are drawn by themselves. */
export const ANSWERS = {
  'allowlist.list': [
    {
      id: 'a',
      tee: 'snp',
      registers: { MEASUREMENT: `${value('1')}${value('2').slice(0, 32)}` },
      origin: 'https://vault.example.org',
      note: 'Compared with the value in the release notes',
      addedAt: '2026-11-02T09:00:00Z',
    },
    {
      id: 'b',
      tee: 'nitro',
      registers: { PCR0: `${value('3')}${value('4').slice(0, 32)}` },
      origin: null,
      note: '',
      addedAt: '2026-09-30T09:00:00Z',
    },
  ],
  'allowlist.preview': {
    added: [NEW],
    changed: [{ before: NEW, after: { ...NEW, origin: 'https://chat.example.net' } }],
    unchanged: 1,
  },
  'allowlist.import': { added: [NEW], changed: [], unchanged: 1 },
  'pins.list': [
    { origin: 'https://vault.example.org', pin: 'hard', since: '2026-09-14T08:00:00Z' },
    { origin: 'https://chat.example.net', pin: 'soft', since: '2026-10-01T08:00:00Z' },
  ],
  'settings.get': {
    ...DEFAULT_SETTINGS,
    developer: {
      testAnchors: [{ slot: 'intelSgxRoot', name: 'Test root of my laptop', certificates: ['AA=='] }],
      verificationTime: null,
    },
  },
  'sources.list': [
    {
      id: 'intel-pcs',
      hosts: ['api.trustedservices.intel.com', 'certificates.trustedservices.intel.com'],
      reveals: 'platform-family',
    },
    { id: 'amd-kds', hosts: ['kdsintf.amd.com'], reveals: 'chip' },
  ],
  'storage.set-aside': [{ store: 'allowlist', key: 'd', why: 'registers is no object', at: '2026-11-24T07:00:00Z' }],
} as const satisfies Answers;
