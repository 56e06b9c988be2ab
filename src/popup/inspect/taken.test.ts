import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { found, now, ofSample, samples, text } from '../../../testing/screens/samples.ts';
import { concat, needKey, pinnedAnchors, toBase64, toHex, type Endorsement } from '../../verifier/index.ts';
import { sentenceOf } from '../words/finding.ts';
import { lexiconFor } from '../words/load.ts';
import { appraiseDropped, teeOf, type TrustBase, type Appraised } from './appraise-dropped.ts';
import type { Recognised } from './recognise.ts';
import { SIGNING_CHAIN } from './signing-chain.ts';
import { takeFile, withAdded } from './taken.ts';
import { verdictOf } from './verdict.ts';

/** Evidence to which files are added one after the other, as on the page. */
class Desk {
  readonly #found: Recognised;
  readonly #ground: TrustBase;
  readonly #at: string | null;
  #added: readonly Endorsement[] = [];
  readonly refused: string[] = [];

  constructor(recognised: Recognised, trustBase: TrustBase, at: string | null) {
    this.#found = { ...recognised, attachments: [] };
    this.#ground = trustBase;
    this.#at = at;
  }

  appraised(): Promise<Appraised> {
    return appraiseDropped(this.#found, this.#ground, this.#added, this.#at, now);
  }

  async add(file: Uint8Array): Promise<void> {
    const { result, needs } = await this.appraised();
    const tee = teeOf(result.tee);
    if (tee === undefined) throw new Error('not recognised');
    const supplied = takeFile(tee, needs, null, file);
    if ('why' in supplied) this.refused.push(supplied.why);
    else this.#added = withAdded(this.#added, supplied.taken);
  }
}

const pem = (label: string, der: Uint8Array): Uint8Array =>
  text(
    `-----BEGIN ${label}-----\n${
      toBase64(der)
        .match(/.{1,64}/g)
        ?.join('\n') ?? ''
    }\n-----END ${label}-----\n`,
  );

describe.each(samples.filter(({ name }) => name === 'sgx' || name === 'tdx'))(
  'what Intel says of $name, added by itself',
  (sample) => {
    const whole = ofSample(sample);
    const trustBase: TrustBase = { anchors: sample.attester.anchors, references: [] };
    const tee = teeOf(sample.name);
    if (tee === undefined) throw new Error('no such TEE');
    const parts = whole.attachments.flatMap(({ mediaType, bytes }) => tee.documents[mediaType]?.(bytes) ?? []);
    const part = (kind: string): Endorsement => {
      const one = parts.find(({ need }) => need.kind === kind);
      if (one === undefined) throw new Error(`no ${kind}`);
      return one;
    };
    const chain = part('dcap.tcb-info').issuerChain ?? new Uint8Array();
    const LISTS = ['dcap.pck-crl', 'dcap.root-crl'] as const;
    const DOCUMENTS = ['dcap.tcb-info', 'dcap.qe-identity'] as const;

    it('holds once every part was added, as Intel and its caches serve them, in any order', async () => {
      const crl = (kind: string): Uint8Array => part(kind).bytes;
      const forms: readonly (readonly Uint8Array[])[] = [
        LISTS.map(crl),
        LISTS.map((kind) => text(`${toHex(crl(kind))}\r\n`)),
        LISTS.map((kind) => pem('X509 CRL', crl(kind))),
        LISTS.map((kind) => text(`${toBase64(crl(kind))}\n`)),
      ];
      for (const lists of forms) {
        const desk = new Desk(whole, trustBase, null);
        for (const file of [chain, ...lists, ...DOCUMENTS.map((kind) => part(kind).bytes)]) await desk.add(file);
        expect(desk.refused).toEqual([]);
        const { result, missing } = await desk.appraised();
        expect(missing).toEqual([]);
        expect(verdictOf(result, null).headline).toMatch(/^This evidence holds/);
      }
    });

    it('accepts the signing chain after the document, and in the form of a header', async () => {
      for (const file of [
        concat(part('dcap.tcb-info').bytes, text('\n'), chain),
        text(encodeURIComponent(new TextDecoder().decode(chain))),
      ]) {
        const desk = new Desk(whole, trustBase, null);
        await desk.add(part('dcap.qe-identity').bytes);
        await desk.add(file);
        expect(desk.refused).toEqual([]);
      }
    });

    it('lists the signing chain as missing while it is, and calls nothing a failure', async () => {
      const desk = new Desk(whole, trustBase, null);
      for (const kind of [...LISTS, ...DOCUMENTS]) await desk.add(part(kind).bytes);
      const { result, missing } = await desk.appraised();
      expect(missing.map(needKey)).toContain(needKey(SIGNING_CHAIN));
      expect(result.findings.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
      expect(verdictOf(result, null).tier).toBe('none');
    });

    it('accepts a better file in place of one that answers the same', () => {
      const [first] = parts;
      if (first === undefined) throw new Error('no parts');
      const better = { ...first, bytes: new Uint8Array(3) };
      expect(withAdded(parts, [better]).filter(({ need }) => needKey(need) === needKey(first.need))).toEqual([better]);
    });

    it.each([
      ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1, 2, 3, 4), /has no use for it/],
      ['collateral that is broken', text('{"tcb_info": 5}'), /collateral.*cannot read \(collateral\.tcb_info: /],
      ['another vendor’s certificate', pem('CERTIFICATE', part('dcap.tcb-info').bytes), /no use|neither/],
    ])('says of %s why it was not taken', async (_name, file, why) => {
      const desk = new Desk(whole, trustBase, null);
      await desk.add(file);
      expect(desk.refused.join()).toMatch(why);
    });
  },
);

describe('an event log next to a quote', () => {
  const log = text('[{"imr":3,"event_type":134217729,"digest":"zz","event":"a","event_payload":"00"}]');
  const desk = (name: string): Desk => {
    const sample = samples.find((one) => one.name === name);
    if (sample === undefined) throw new Error('no sample');
    return new Desk(ofSample(sample), { anchors: sample.attester.anchors, references: [] }, null);
  };

  it('is reported as belonging only to TDX quotes', async () => {
    const sgx = desk('sgx');
    await sgx.add(log);
    expect(sgx.refused.join()).toMatch(/event log, which only TDX quotes have/);
  });

  it('that cannot be read is reported with its fault, and makes nothing red', async () => {
    const tdx = desk('tdx');
    await tdx.add(log);
    const { result } = await tdx.appraised();
    const finding = result.findings.find(({ check }) => check === 'tdx.event-log');
    expect(finding?.outcome).toBe('unknown');
    const statement = finding === undefined ? '' : sentenceOf(finding, await lexiconFor('tdx'));
    expect(statement).toMatch(/cannot read.*event log.*digest/);
  });
});

const FORMS = '../shared/recordings/forms';
const form = (name: string): Uint8Array => new Uint8Array(readFileSync(`${FORMS}/${name}`));

describe.skipIf(!existsSync(FORMS))('files that Intel really served', () => {
  it.each(['pick-root-crl.der', 'pick-root-crl-hex.txt'])('hold one by one with %s', async (rootList) => {
    const desk = new Desk(found(form('pick-quote.bin')), { anchors: pinnedAnchors, references: [] }, '2026-03-18T00:00:00Z');
    for (const name of ['pick-tcb-info.json', 'pick-qe-identity.json', 'pick-pck-crl.der', rootList, 'pick-tcb-chain.pem'])
      await desk.add(form(name));
    expect(desk.refused).toEqual([]);
    const { result, missing } = await desk.appraised();
    expect(missing).toEqual([]);
    expect(verdictOf(result, null).headline).toMatch(/^This evidence holds/);
  });

  it.each([[['pick-tcb-info.json']], [['pick-qe-identity.json']], [['pick-pck-crl.der', 'pick-root-crl.der']]])(
    'are red in no part of themselves (%s)',
    async (names) => {
      const desk = new Desk(found(form('pick-quote.bin')), { anchors: pinnedAnchors, references: [] }, '2026-03-18T00:00:00Z');
      for (const name of names) await desk.add(form(name));
      const { result } = await desk.appraised();
      expect(result.findings.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
      expect(verdictOf(result, null).tier).toBe('none');
    },
  );

  it('hold without the chain that Intel serves in a header, because it ships with Sealmark', async () => {
    const desk = new Desk(found(form('pick-quote.bin')), { anchors: pinnedAnchors, references: [] }, '2026-03-18T00:00:00Z');
    for (const name of ['pick-tcb-info.json', 'pick-qe-identity.json', 'pick-pck-crl.der', 'pick-root-crl.der'])
      await desk.add(form(name));
    const { result, missing } = await desk.appraised();
    expect(missing).toEqual([]);
    expect(verdictOf(result, null).headline).toMatch(/^This evidence holds/);
  });
});
