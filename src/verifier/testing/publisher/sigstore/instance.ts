import { sha256 } from '@noble/hashes/sha2.js';
import { concat } from '../../../bytes/equal.ts';
import { toHex } from '../../../bytes/hex.ts';
import type { SigstoreInstance } from '../../../publisher/sigstore/trust.ts';
import { instant } from '../../../time.ts';
import { issue, selfSigned, signX509, type ExtensionField, type Issued } from '../../authority.ts';
import { element, octetString, oid, sequence, utf8 } from '../../der-writer.ts';
import { ed25519Key, p256Key, p384Key, type TestKey } from '../../keys.ts';

/** Our own instance of Sigstore: authority, certificate log, signature logs, time stamps. No release trusts it. */

const since = instant(Date.parse('2026-01-01T00:00:00Z'));
const inUse = { since, until: undefined } as const;

/** What Fulcio's certificate says about a workflow; each field may be overridden, and undefined omits it. */
export type Claimed = Readonly<
  Partial<Record<'identity' | 'issuer' | 'runner' | 'repository' | 'commit' | 'ref' | 'run', string | undefined>>
>;

/** A GitHub workflow on a hosted runner, at a tag. */
export const USUAL_CLAIMS = {
  identity: 'https://github.com/example/enclave/.github/workflows/release.yml@refs/tags/v1.2.0',
  issuer: 'https://token.actions.githubusercontent.com',
  runner: 'github-hosted',
  repository: 'https://github.com/example/enclave',
  commit: '0123456789abcdef0123456789abcdef01234567',
  ref: 'refs/tags/v1.2.0',
  run: 'https://github.com/example/enclave/actions/runs/1/attempts/1',
} as const satisfies Claimed;

const ARCS = { issuer: 8, runner: 11, repository: 12, commit: 13, ref: 14, run: 21 } as const;

const root = selfSigned({ subject: 'Test Sigstore root', key: p384Key('sigstore root'), ca: true, pathLength: 1 });
const codeSigning = sequence(oid('1.3.6.1.5.5.7.3.3'));
const authority = issue(root, {
  subject: 'Test Sigstore authority',
  key: p384Key('sigstore authority'),
  ca: true,
  pathLength: 0,
});
const stampRoot = selfSigned({ subject: 'Test time stamp root', key: p384Key('time stamp root'), ca: true });
const stampUse = { oid: '2.5.29.37', critical: true, value: sequence(oid('1.3.6.1.5.5.7.3.8')) };

/** The time stamper, and the name of its issuer. */
export const stamper = {
  issued: issue(stampRoot, { subject: 'Test time stamps', key: p384Key('time stamps'), extensions: [stampUse] }),
  issuer: stampRoot.subject,
};

/** The key of the certificate transparency log. */
export const certificateLog = p256Key('certificate log');
/** Rekor's first log, with its promise, and its second, without. */
export const logs = { v1: p256Key('rekor v1'), v2: ed25519Key('rekor v2') } as const;

/** Hosts of the two logs. */
export const LOG_NAMES = { v1: 'rekor.example', v2: 'log2026.rekor.example' } as const;

/** 32 bytes: of the first the SHA-256 of its key, of the second of its name and key (C2SP signed-note). */
export const logIdOf = (which: 'v1' | 'v2'): Uint8Array =>
  which === 'v1'
    ? sha256(logs.v1.spki)
    : sha256(concat(new TextEncoder().encode(`${LOG_NAMES.v2}\n`), Uint8Array.of(1), logs.v2.raw));

const logKey = (name: string, key: TestKey, logId: Uint8Array): SigstoreInstance['logs'][number] => ({
  name,
  logId: toHex(logId),
  algorithm: key.algorithm,
  spki: key.spki,
  ...inUse,
});

/** The instance as a reader trusts it. */
export const TEST_INSTANCE: SigstoreInstance = {
  name: 'Test Sigstore',
  test: true,
  logs: [logKey(LOG_NAMES.v1, logs.v1, logIdOf('v1')), logKey(LOG_NAMES.v2, logs.v2, logIdOf('v2'))],
  certificateAuthorities: [{ chain: [authority.certificate, root.certificate], ...inUse }],
  certificateLogs: [logKey('ct.example', certificateLog, sha256(certificateLog.spki))],
  timestampAuthorities: [{ chain: [stamper.issued.certificate, stampRoot.certificate], ...inUse }],
};

/** A signing certificate to be issued, with the timestamp of the certificate log in it. Dates are RFC 3339. */
export type SignerRequest = {
  readonly key: TestKey;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly claims?: Claimed;
  /** Signs the certificate timestamp; null omits it. */
  readonly shownTo?: TestKey | null;
  /** Issues in place of the authority, for forgeries. */
  readonly issuer?: Issued;
};

const EMBEDDED_TIMESTAMPS = '1.3.6.1.4.1.11129.2.4.2';

const bigEndian = (value: number, size: number): Uint8Array =>
  Uint8Array.from({ length: size }, (_, at) => Math.floor(value / 256 ** (size - 1 - at)) % 256);

/** A certificate as Fulcio issues it: without a subject, for ten minutes, submitted to a certificate log before. */
export function signerCertificate(request: SignerRequest): Issued {
  const { key, notBefore, notAfter } = request;
  const by = request.issuer ?? authority;
  const claims = { ...USUAL_CLAIMS, ...request.claims };
  const fields: readonly ExtensionField[] = [
    { oid: '2.5.29.37', value: codeSigning },
    { oid: '2.5.29.17', critical: true, value: sequence(element(0x86, new TextEncoder().encode(claims.identity ?? ''))) },
    ...Object.entries(ARCS).flatMap(([name, arc]) => {
      const value = claims[name as keyof typeof ARCS];
      return value === undefined ? [] : [{ oid: `1.3.6.1.4.1.57264.1.${String(arc)}`, value: utf8(value) }];
    }),
  ];
  const usual = { subject: sequence(), key, notBefore, notAfter };
  const shown = request.shownTo === undefined ? certificateLog : request.shownTo;
  if (shown === null) return issue(by, { ...usual, extensions: fields });
  const before = issue(by, { ...usual, extensions: fields });
  return issue(by, { ...usual, extensions: [...fields, timestampOf(tbsOf(before.certificate), by, shown, notBefore)] });
}

/** The first element inside the certificate. */
function tbsOf(certificate: Uint8Array): Uint8Array {
  const view = Buffer.from(certificate);
  const length = view.readUInt16BE(6) + 4;
  return Uint8Array.from(view.subarray(4, 4 + length));
}

function timestampOf(tbs: Uint8Array, issuer: Issued, log: TestKey, at: string): ExtensionField {
  const time = bigEndian(Date.parse(at), 8);
  const signed = concat(
    Uint8Array.of(0, 0),
    time,
    Uint8Array.of(0, 1),
    sha256(issuer.key.spki),
    bigEndian(tbs.length, 3),
    tbs,
    Uint8Array.of(0, 0),
  );
  const signature = signX509(log, signed);
  const timestamp = concat(
    Uint8Array.of(0),
    sha256(log.spki),
    time,
    Uint8Array.of(0, 0),
    Uint8Array.of(4, 3),
    bigEndian(signature.length, 2),
    signature,
  );
  const list = concat(bigEndian(timestamp.length + 2, 2), bigEndian(timestamp.length, 2), timestamp);
  return { oid: EMBEDDED_TIMESTAMPS, value: octetString(list) };
}
