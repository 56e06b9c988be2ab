// Covers: taken.ts, signing-chain.ts, pem.ts
import { describe, expect, it } from 'vitest';
import { now, ofSample, samples, text } from '../../../testing/screens/samples.ts';
import { concat, needKey, toBase64, toHex, type AnyTee, type Endorsement, type Need } from '../../verifier/index.ts';
import { toPem } from '../../verifier/testing/der-writer.ts';
import { appraiseDropped, teeOf, type Appraised } from './appraise-dropped.ts';
import { findCertificates } from './find-certificates.ts';
import { SIGNING_CHAIN } from './signing-chain.ts';
import { onlyRegistered, takeFile, type Taken } from './taken.ts';

const sampleOf = (name: string): (typeof samples)[number] => {
  const one = samples.find((each) => each.name === name);
  if (one === undefined) throw new Error('no sample');
  return one;
};
const teeNamed = (name: string): AnyTee => {
  const tee = teeOf(name);
  if (tee === undefined) throw new Error('no such TEE');
  return tee;
};

const tdx = teeNamed('tdx');
const quote = ofSample(sampleOf('tdx'));
const parts = quote.attachments.flatMap(({ mediaType, bytes }) => tdx.documents[mediaType]?.(bytes) ?? []);
const part = (kind: string): Endorsement => {
  const one = parts.find(({ need }) => need.kind === kind);
  if (one === undefined) throw new Error(`no ${kind}`);
  return one;
};
const needs: readonly Need[] = quote.opening.at === 'opened' ? quote.opening.opened.needs([]) : [];
const chain = part('dcap.tcb-info').issuerChain ?? new Uint8Array();
const take = (file: Uint8Array): Taken => takeFile(tdx, needs, null, file);
const kinds = (taken: Taken): readonly string[] => ('taken' in taken ? taken.taken.map(({ need }) => need.kind) : [taken.why]);
const answer = (header: string, body: Uint8Array): Uint8Array => concat(text(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`), body);
const appraised = (added: readonly Endorsement[]): Promise<Appraised> =>
  appraiseDropped({ ...quote, attachments: [] }, { anchors: sampleOf('tdx').attester.anchors, references: [] }, added, null, now);

describe('an answer of Intel’s, as curl -i saves it', () => {
  const tcbInfo = part('dcap.tcb-info').bytes;
  const header = `TCB-Info-Issuer-Chain: ${encodeURIComponent(new TextDecoder().decode(chain))}`;

  it('is taken with the chain in its header, so that nothing more is needed', async () => {
    const taken = take(answer(header, tcbInfo));
    expect([...kinds(taken)].toSorted()).toEqual(['dcap.signing-chain', 'dcap.tcb-info']);
    const { missing } = await appraised('taken' in taken ? taken.taken : []);
    expect(missing.map(needKey)).not.toContain(needKey(SIGNING_CHAIN));
  });

  it('is taken as it was signed, byte for byte', () => {
    const taken = take(answer(header, tcbInfo));
    const body = 'taken' in taken ? taken.taken.find(({ need }) => need.kind === 'dcap.tcb-info')?.bytes : undefined;
    expect(toHex(body ?? new Uint8Array())).toBe(toHex(tcbInfo));
  });

  it('needs its chain where the one that ships does not fit, and is not red for it', async () => {
    const { missing, result } = await appraised(parts.map(({ need, bytes }) => ({ need, bytes })));
    expect(missing.map(needKey)).toContain(needKey(SIGNING_CHAIN));
    expect(result.findings.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  });

  it.each([
    ['in DER', (der: Uint8Array) => answer('Content-Type: application/pkix-crl', der)],
    ['in hexadecimal, in JSON', (der: Uint8Array) => text(JSON.stringify({ crl: toHex(der) }))],
    ['in hexadecimal, in quotation marks', (der: Uint8Array) => text(JSON.stringify(toHex(der)))],
    ['in base64, in lines', (der: Uint8Array) => text(toBase64(der).replace(/.{64}/g, '$&\r\n'))],
  ])('is taken %s where it is a list', (_name, write) => {
    expect(kinds(take(write(part('dcap.pck-crl').bytes)))).toEqual(['dcap.pck-crl']);
    expect(kinds(take(write(part('dcap.root-crl').bytes)))).toEqual(['dcap.root-crl']);
  });
});

describe('an answer of AMD’s', () => {
  const snp = teeNamed('snp');
  const report = ofSample(sampleOf('snp'));
  const snpNeeds: readonly Need[] = report.opening.at === 'opened' ? report.opening.opened.needs([]) : [];
  const [vek = new Uint8Array()] = findCertificates(report.evidence.bytes);
  const takeSnp = (file: Uint8Array): readonly string[] => kinds(takeFile(snp, snpNeeds, null, file));

  it.each([
    ['in DER, with its head', answer('Content-Type: application/pkix-cert', vek)],
    ['in PEM', text(toPem('CERTIFICATE', vek))],
    [
      'as Azure’s metadata service hands it out',
      text(JSON.stringify({ vcekCert: toPem('CERTIFICATE', vek), tcbm: '00', certificateChain: '' })),
    ],
    ['in base64', text(toBase64(vek))],
  ])('is taken %s', (_name, file) => {
    expect(takeSnp(file)[0]).toMatch(/^snp\.v[cl]?ek$/);
  });
});

describe('an entry of a register', () => {
  const key = { kind: 'device-key', key: '00' };

  it('is for the only key needed, and for none where there are several', () => {
    expect(onlyRegistered([{ kind: 'dcap.tcb-info' }, key])).toBe(key);
    expect(onlyRegistered([key, { ...key, key: '01' }])).toBeNull();
    expect(onlyRegistered([])).toBeNull();
  });
});
