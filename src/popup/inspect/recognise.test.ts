import { existsSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { collection, found, now, ofSample, request, samples, teeOf, text } from '../../../testing/screens/samples.ts';
import { toBase64, toBase64Url, toHex } from '../../verifier/index.ts';
import { findCertificates } from './find-certificates.ts';
import { appraiseDropped } from './appraise-dropped.ts';
import { CHECK_FIELDS, checkFields } from './check-fields.ts';
import { look, recognise } from './recognise.ts';
import { rowsOf, type Row } from './rows.ts';
import { verdictOf } from './verdict.ts';

describe.each(samples)('evidence of $name', (sample) => {
  const { name, attester, attested } = sample;
  // An EPID report's signature is separate from it: only a collection holds both.
  const bare = Object.keys(attested.parameters).length === 0;

  it('is recognised bare, in hex, base64 and PEM', () => {
    const base64 = toBase64(attested.evidence);
    const lines = base64.match(/.{1,64}/g)?.join('\n') ?? '';
    const forms: readonly Uint8Array[] = [
      attested.evidence,
      text(toHex(attested.evidence)),
      text(`0x${toHex(attested.evidence).toUpperCase()}\n`),
      text(base64.replace(/=+$/, '')),
      text(lines),
      text(toBase64Url(attested.evidence)),
      text(`-----BEGIN EVIDENCE-----\n${lines}\n-----END EVIDENCE-----\n`),
    ];
    for (const form of forms) expect(teeOf(found(form))).toBe(name);
  });

  it('is recognised in a CMW record and in a collection, with what is sent along', () => {
    const record = text(JSON.stringify([`application/vnd.sealmark.${attester.evidenceType}`, toBase64Url(attested.evidence), 4]));
    if (bare) expect(teeOf(found(record))).toBe(name);
    const whole = ofSample(sample);
    expect(teeOf(whole)).toBe(name);
    expect(whole.attachments).toHaveLength(attested.endorsements.length);
    expect(whole.wrappings).toEqual(['CMW']);
  });

  it('holds under the test root, and is marked as a test', async () => {
    const trustBase = { anchors: attester.anchors, references: [] };
    const added = attester.registered?.(request) ?? [];
    const { result, missing, unreadable } = await appraiseDropped(ofSample(sample), trustBase, added, '2026-11-20T12:00:00Z', 0);
    // AMD's revocation list is the only thing that an SNP site need not send.
    expect(missing.filter(({ kind }) => kind !== 'snp.crl')).toEqual([]);
    expect(unreadable).toEqual([]);
    expect(verdictOf(result, null).headline).toMatch(/^This evidence holds/);
    expect(result.simulated).toContain('clock');
    expect(verdictOf(result, null).sentence).toContain('only a test result');
  });

  it('does not hold once a byte is changed, and the page says which check failed', async () => {
    const trustBase = { anchors: attester.anchors, references: [] };
    const tampered = collection(attester, attester.attest({ ...request, fault: 'tampered' }));
    const { result } = await appraiseDropped(found(tampered), trustBase, attester.registered?.(request) ?? [], null, now);
    expect(verdictOf(result, null).tier).toBe('contraindicated');
  });

  it('is taken apart into named fields', () => {
    const { evidence, reads } = ofSample(sample);
    const rows = rowsOf(evidence, reads);
    expect(rows.length).toBeGreaterThan(5);
    for (const { name: field } of rows) expect(field).toMatch(/\S/);
  });

  it('covers every byte of a binary layout, and counts none twice', () => {
    const { evidence, reads } = ofSample(sample);
    const leaves = rowsOf(evidence, reads).filter(({ at, value }) => at !== null && value !== '');
    let end = 0;
    for (const { at } of leaves) {
      expect(at?.offset ?? 0).toBeGreaterThanOrEqual(end);
      end = (at?.offset ?? 0) + (at?.length ?? 0);
    }
    if (leaves.length > 0) expect(end).toBeLessThanOrEqual(evidence.bytes.length);
  });
});

describe('the bytes that a check read', () => {
  const rows = samples.map((sample) => {
    const { evidence, reads } = ofSample(sample);
    return [sample.name, rowsOf(evidence, reads)] as const;
  });
  const rowsFor = (check: string): readonly Row[] => rows.flatMap(([, own]) => checkFields(check, own));

  // Fields of forms that the samples lack: TD report 1.5, a report with its certificates.
  const elsewhere = ['tdx.service-td', 'snp.vek.well-formed'];

  it.each(Object.keys(CHECK_FIELDS).filter((check) => !elsewhere.includes(check)))(
    '%s has some in the evidence of its TEE',
    (check) => {
      expect(rowsFor(check)).not.toEqual([]);
    },
  );

  it('are those of the quote for its signature', () => {
    const sgx = rows.find(([tee]) => tee === 'sgx')?.[1] ?? [];
    const names = checkFields('reference.measurement', sgx).map(({ name }) => name);
    expect(names).toEqual(['enclave report.MRENCLAVE', 'enclave report.MRSIGNER']);
  });
});

describe('what is not evidence', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['a sentence', text('This is a sentence about attestation, and it is long enough to be one.')],
    ['some JSON', text('{"hello": "world"}')],
    ['an HTML page', text('<!doctype html><title>404</title><p>Not found here, whatever it was that you were looking for.</p>')],
    ['zeros', new Uint8Array(5000)],
  ])('%s is called nothing', (_name, bytes) => {
    expect(recognise(bytes)).toBeNull();
  });

  it('truncated evidence is recognised, and the page says where the reading stopped', () => {
    const [sgx] = samples;
    if (sgx === undefined) throw new Error('no sample');
    const { opening, reads } = found(sgx.attested.evidence.slice(0, 300));
    expect(opening.at === 'malformed' ? opening.field : '').toContain('quote');
    expect(reads.length).toBeGreaterThan(3);
  });

  it('never throws, whatever the input', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 3000 }), fc.json().map(text), fc.string({ maxLength: 400 }).map(text)),
        (bytes) => {
          const recognised = recognise(bytes);
          if (recognised !== null) rowsOf(recognised.evidence, recognised.reads);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never throws on damaged evidence', () => {
    for (const { attested } of samples)
      fc.assert(
        fc.property(fc.nat(attested.evidence.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
          const damaged = attested.evidence.map((byte, i) => (i === at ? byte ^ flip : byte));
          const recognised = recognise(damaged);
          if (recognised !== null) rowsOf(recognised.evidence, recognised.reads);
          findCertificates(damaged);
        }),
        { numRuns: 40 },
      );
  });
});

const RECORDED = '../shared/vectors/snp/cases.jsonl';

describe('recorded evidence', () => {
  it('is recognised for what it is, where recordings are available', () => {
    if (!existsSync(RECORDED)) {
      console.log('recorded evidence: skipped, none beside this repository');
      return;
    }
    let seen = 0;
    for (const family of ['snp', 'nitro', 'keystone', 'intel'])
      for (const line of readFileSync(`../shared/vectors/${family}/cases.jsonl`, 'utf8').trim().split('\n')) {
        // The cases are external; their shape is DESIGN §5's.
        const { evidence, outcome } = JSON.parse(line) as {
          evidence: { type: string; file: string };
          outcome: { decision: string };
        };
        if (outcome.decision !== 'accept' || evidence.type === 'ias-report') continue;
        const recognised = recognise(new Uint8Array(readFileSync(`../shared/vectors/${evidence.file}`)));
        expect(recognised?.opening.at, evidence.file).toBe('opened');
        seen += 1;
      }
    expect(seen).toBeGreaterThan(50);
  });
});

describe('a binary event log', () => {
  const ccel = Uint8Array.from([
    ...[0, 0, 0, 0, 3, 0, 0, 0, ...Array<number>(20).fill(0), 33, 0, 0, 0],
    ...text('Spec ID Event03\0'),
    ...Array<number>(17).fill(0),
  ]);

  it('is not evidence, and is named in any wrapping', () => {
    for (const form of [ccel, text(toHex(ccel)), text(toBase64(ccel))]) {
      expect(recognise(form)).toBeNull();
      expect(look(form).named?.name).toBe('binary-event-log');
    }
    expect(look(ccel.map((byte, at) => (at === 40 ? byte ^ 1 : byte))).named).toBeNull();
    expect(look(new Uint8Array())).toEqual({ recognised: null, named: null, choices: [] });
  });
});
