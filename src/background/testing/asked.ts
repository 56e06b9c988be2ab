import { webcrypto } from 'node:crypto';
import {
  instant,
  needKey,
  open,
  webCrypto,
  type AttestationResult,
  type Endorsement,
  type Instant,
} from '../../verifier/index.ts';
import { appraiseSite, appraiseRegistered, type SiteAppraisal, type Question } from '../app/appraise-site.ts';
import type { CheckPorts } from '../app/ports.ts';
import { rateLimit } from '../endorsements/rate-limit.ts';
import type { EndorsementSource } from '../endorsements/source.ts';
import type { SiteDocument } from '../../verifier/protocol/index.ts';
import { DEFAULT_SETTINGS, type Settings } from '../api/settings.ts';
import { ENDORSEMENTS } from '../state/endorsement-store.ts';
import { recordsOf } from '../state/records.ts';
import { SETTINGS } from '../state/settings.ts';
import { memoryKnowledge, memoryTables } from './memory.ts';
import { FOLLOWS_NOBODY, speaking } from './speaking.ts';

const HOST = 'https://manufacturer.test';
const DAY_MS = 24 * 60 * 60 * 1000;
/** How long an answer takes. */
const TAKES_MS = 1000;

/** A manufacturer that answers with these endorsements, a browser's store, and judge() as the extension calls it. */
export type Asked = {
  /** Kinds of need, in the order in which they were requested. */
  readonly asked: string[];
  readonly tables: ReturnType<typeof memoryTables>;
  /** What the manufacturer answers from now on. */
  answers: readonly Endorsement[];
  now: Instant;
  visit(more?: Partial<Question>, sent?: SiteDocument['endorsements']): Promise<SiteAppraisal>;
  /** The same evidence as the quote registered on the chain. */
  registered(): Promise<AttestationResult | null>;
};

/** A developer's trust anchors and time. */
export type Developer = Partial<Settings['developer']>;

/** What judge() uses of its ports. */
type Needed = Pick<CheckPorts, 'settings' | 'references' | 'lists' | 'sigstore' | 'now' | 'crypto' | 'endorsements'>;

/** Appraises this evidence as the extension would for its first visit. @param answers all that the manufacturer has */
export async function askedOf(
  evidence: SiteDocument['evidence'],
  answers: readonly Endorsement[],
  now: Instant,
  developer: Developer = {},
): Promise<Asked> {
  const tables = memoryTables();
  const settings = recordsOf(tables, SETTINGS, () => '2026-11-25T00:00:00.000Z');
  await settings.put({ ...DEFAULT_SETTINGS, developer: { ...DEFAULT_SETTINGS.developer, ...developer } });
  const clock = (): Instant => background.now;
  const fetch: EndorsementSource['fetch'] = (need) => {
    background.asked.push(need.kind);
    background.now = instant(background.now + TAKES_MS);
    const found = background.answers.find((one) => needKey(one.need) === needKey(need));
    if (found !== undefined) return Promise.resolve({ endorsement: found, expires: instant(clock() + DAY_MS) });
    return Promise.resolve({ code: 'net.unreachable', fault: 'network', remedy: 'check-network', facts: { host: HOST } });
  };
  const source: EndorsementSource = {
    id: 'test',
    gives: 'manufacturer',
    hosts: [HOST],
    reveals: 'nothing',
    answers: ({ kind }) => kind !== 'snp.vlek',
    lasts: ({ kind }) => kind === 'snp.vek',
    fetch,
  };
  const ports: Needed = {
    settings,
    references: [],
    ...speaking(FOLLOWS_NOBODY, { tables, now: clock, knowledge: memoryKnowledge() }),
    now: clock,
    crypto: () => webCrypto(webcrypto.subtle),
    endorsements: {
      sources: [source],
      kept: recordsOf(tables, ENDORSEMENTS, () => '2026-11-25T00:00:00.000Z'),
      rateLimit: rateLimit(clock, { read: () => Promise.resolve(undefined), write: () => Promise.resolve() }),
      mayAsk: () => Promise.resolve(true),
      privateApart: true,
      now: clock,
    },
  };
  const document = (sent: SiteDocument['endorsements']): SiteDocument => {
    return {
      evidence,
      accelerators: null,
      binding: null,
      challenge: null,
      registered: null,
      execution: null,
      endorsements: sent,
    };
  };
  const background: Asked = {
    asked: [],
    tables,
    answers,
    now,
    registered: () =>
      appraiseRegistered(
        ports as CheckPorts,
        { ...document([]), registered: evidence },
        'https://site.test',
        new AbortController().signal,
      ),
    visit: (more = {}, sent = []) =>
      appraiseSite(ports as CheckPorts, {
        origin: 'https://site.test',
        private: false,
        document: document(sent),
        opening: open(evidence),
        nonce: new Uint8Array(32),
        channel: { kind: 'unobserved', because: 'browser-cannot-see' },
        seen: () => Promise.resolve({ scripts: { kind: 'unguarded', because: 'guard-silent' }, response: null }),
        before: [],
        signal: new AbortController().signal,
        waiting: () => Promise.resolve(),
        ...more,
      }),
  };
  return background;
}
