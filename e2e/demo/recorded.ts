import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { answered } from '../../testing/json.ts';
import type { TestNetwork } from '../../testing/network.ts';
import { html, send } from '../../testing/site/answer.ts';
import { EVIDENCE_TYPES } from '../../src/verifier/index.ts';
import { DOCUMENT_MEDIA_TYPE, ENDORSEMENT_MEDIA_TYPE, writeDocument } from '../../src/verifier/protocol/index.ts';
import type { DemoPage } from './pages.ts';

/** One line of `intel/cases.jsonl`. */
type Case = {
  readonly id: string;
  readonly kind: string;
  readonly at: string;
  readonly evidence: { readonly type: string; readonly file: string };
  readonly endorsements: { readonly dcapCollateral?: string };
  readonly outcome: { readonly decision: string; readonly tcbStatus?: readonly string[] };
};

/**
 * Sites that serve genuine recorded evidence with its collateral: one for each kind of quote and TCB status. Nobody can make a
 * genuine quote over our key and nonce, so nothing is bound, and its verification time has long passed: the visit is appraised as
 * of that time, and marked accordingly.
 */
export function recordedPages(network: TestNetwork, folder: string): readonly DemoPage[] {
  const list = join(folder, 'intel', 'cases.jsonl');
  if (!existsSync(list)) throw new Error(`${list} is not there`);
  const all = readFileSync(list, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => answered<Case>(JSON.parse(line)));
  const genuine = all.filter(
    ({ kind, outcome }) => kind.startsWith('real-') && !kind.endsWith('-time') && outcome.decision === 'accept',
  );
  const first = new Map<string, Case>();
  for (const one of genuine.filter(({ endorsements }) => endorsements.dcapCollateral !== undefined)) {
    const key = `${one.kind} ${one.outcome.tcbStatus?.join() ?? ''}`;
    const before = first.get(key);
    if (before === undefined || (isDebug(folder, before) && !isDebug(folder, one))) first.set(key, one);
  }
  return [...first.values()].map((one) => page(network, folder, one));
}

/** Was the quote made in debug mode? Production quotes make a better demonstration. */
function isDebug(folder: string, { evidence }: Case): boolean {
  const quote = readFileSync(join(folder, evidence.file));
  const body = quote.readUInt16LE(0) === 5 ? 54 : 48;
  const isTdx = quote.readUInt32LE(4) === 0x81;
  // SGX ATTRIBUTES.DEBUG is bit 1, TD attributes' DEBUG is bit 0 (DCAP quote formats, report bodies).
  return isTdx ? (quote.readUInt8(body + 120) & 1) !== 0 : (quote.readUInt8(body + 48) & 2) !== 0;
}

function page(network: TestNetwork, folder: string, recorded: Case): DemoPage {
  const { id, kind, at, evidence, endorsements, outcome } = recorded;
  const name = id.replace(/^intel\//, '').replace(/[^a-z0-9-]/g, '-');
  const testSite = network.open({ host: `${name}.recorded.sealmark.test` });
  const file = (path: string): Uint8Array => readFileSync(join(folder, path));
  const type = EVIDENCE_TYPES.find((one) => one === evidence.type);
  if (type === undefined) throw new Error(`${id}: no evidence type ${evidence.type}`);
  const document = writeDocument({
    evidence: { type, bytes: file(evidence.file), parameters: {} },
    binding: null,
    challenge: null,
    endorsements: [{ mediaType: ENDORSEMENT_MEDIA_TYPE.dcapCollateral, bytes: file(endorsements.dcapCollateral ?? '') }],
    execution: null,
    registered: null,
    accelerators: null,
  });
  testSite.wellKnown = (_, respond) => {
    send(respond, { headers: { 'content-type': DOCUMENT_MEDIA_TYPE }, body: document });
  };
  const title = `Genuine ${kind.slice(5)} quote, ${outcome.tcbStatus?.join(', ') ?? 'no status'} on ${at.slice(0, 10)}`;
  testSite.pages.set('/', () => html(title, `<p>${id}</p>`));
  return { title, testSite, at, before: null, registered: false };
}
