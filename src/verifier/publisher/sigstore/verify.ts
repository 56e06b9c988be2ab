import { preAuthEncoding } from '../../audits/dsse.ts';
import { equalBytes } from '../../bytes/equal.ts';
import type { CryptoPort } from '../../crypto/port.ts';
import { Malformed, Unsupported } from '../../malformed.ts';
import { instant, type Instant } from '../../time.ts';
import { readCertificate, type Certificate } from '../../x509/certificate.ts';
import { isSignedBy } from '../../x509/signature.ts';
import { refused, type ProofFault, type Refused } from '../fault.ts';
import { IN_TOTO_PAYLOAD, readStatement, type Statement } from '../statement.ts';
import { algorithmUnder } from './algorithm.ts';
import { issuerOf } from './authority-chain.ts';
import { readBundle, type Bundle, type SignedContent } from './bundle.ts';
import { isCertificateLogged } from './certificate-timestamp.ts';
import { isLogged, readEntryBody } from './entry-body.ts';
import { entryFault } from './logged-entry.ts';
import { readSigner, type Signer } from './signer.ts';
import { stampedAt } from './time-stamped.ts';
import { wasInUse, type SigstoreInstance } from './trust.ts';

/** A bundle, and the instances whose logs and authorities count. */
export type SigstoreInput = {
  /** The bundle's JSON as it arrived. */
  readonly bytes: Uint8Array;
  readonly instances: readonly SigstoreInstance[];
  readonly now: Instant;
  readonly crypto: CryptoPort;
  /** SubjectPublicKeyInfo of the only signer to accept; undefined for bundles that contain a certificate. */
  readonly key?: Uint8Array | undefined;
  /** What a bundle without a DSSE envelope signs. */
  readonly artifact?: Uint8Array | undefined;
};

/** A bundle that holds: who signed what, and since when a public log shows it. */
export type SigstoreProof = {
  readonly holds: true;
  readonly instance: string;
  /** True where the instance is not one that the release pins. */
  readonly test: boolean;
  /** Undefined where the reader's own key verified it. */
  readonly signer: Signer | undefined;
  /** Undefined for anything but an in-toto statement. */
  readonly statement: Statement | undefined;
  /** Host of the log. */
  readonly log: string;
  /** The earliest moment that the log, or a time-stamping authority, vouches for. */
  readonly since: Instant;
  /** The latest of them. */
  readonly seen: Instant;
};

/** How far two clocks may differ. */
const MAX_CLOCK_DIFFERENCE_MS = 10 * 60_000;

/**
 * A Sigstore bundle → what it proves, or why it does not. Everything in the bundle must hold: one bad log entry or time stamp
 * means that someone altered it, even where another one would suffice. Steps: README.md. Source: Sigstore client specification,
 * "Verification"; RFC 6962, RFC 3161.
 */
export async function verifySigstoreBundle(input: SigstoreInput): Promise<SigstoreProof | Refused> {
  try {
    return await verified(readBundle(input.bytes), input);
  } catch (error) {
    if (error instanceof Unsupported) return refused('newer');
    if (error instanceof Malformed) return refused('malformed');
    throw error;
  }
}

async function verified(bundle: Bundle, input: SigstoreInput): Promise<SigstoreProof | Refused> {
  const { crypto, now } = input;
  const [first] = bundle.entries;
  if (first === undefined) return refused('not-logged');
  const instance = input.instances.find(({ logs }) => logs.some(({ logId }) => logId === first.logId));
  if (instance === undefined) return refused('log-unknown');

  const moments = await momentsOf(bundle, instance, crypto);
  if (typeof moments === 'string') return refused(moments);
  const [since, seen] = [instant(Math.min(...moments)), instant(Math.max(...moments))];
  if (moments.some((at) => at > now + MAX_CLOCK_DIFFERENCE_MS)) return refused('from-the-future');

  const verifier = await verifierOf(bundle, input, instance, moments);
  if ('fault' in verifier) return verifier;
  const message = signedBytes(bundle.content, input.artifact);
  if (message === undefined) return refused('artifact');
  const fault =
    (await signatureFault(bundle.content, message, verifier.spki, crypto)) ??
    (await entriesFault(bundle, instance, message, verifier.der, moments, crypto));
  if (fault !== undefined) return refused(fault);
  const statement =
    bundle.content.kind === 'dsse' && bundle.content.payloadType === IN_TOTO_PAYLOAD
      ? readStatement(bundle.content.payload)
      : undefined;
  const log = instance.logs.find(({ logId }) => logId === first.logId)?.name ?? '';
  return { holds: true, instance: instance.name, test: instance.test, signer: verifier.signer, statement, log, since, seen };
}

/** Every moment that a known party vouches for: the log's promise of its own time, and time stamps of the signature. */
async function momentsOf(
  bundle: Bundle,
  instance: SigstoreInstance,
  crypto: CryptoPort,
): Promise<readonly Instant[] | ProofFault> {
  const promised = bundle.entries.flatMap(({ integratedAt, promise }) =>
    integratedAt === undefined || promise === undefined ? [] : [integratedAt],
  );
  const stamped = await Promise.all(
    bundle.timestamps.map((stamp) => stampedAt(stamp, bundle.content.signature, instance.timestampAuthorities, crypto)),
  );
  const known = stamped.filter((at) => at !== undefined);
  if (known.length < stamped.length) return 'timestamp';
  return promised.length + known.length === 0 ? 'no-time' : [...promised, ...known];
}

type Verifier = {
  readonly spki: Uint8Array;
  /** What the log's entry must name: the certificate, or the key. */
  readonly der: Uint8Array;
  readonly signer: Signer | undefined;
};

async function verifierOf(
  bundle: Bundle,
  { key, crypto }: SigstoreInput,
  instance: SigstoreInstance,
  moments: readonly Instant[],
): Promise<Verifier | Refused> {
  if (bundle.certificate === undefined)
    return key === undefined ? refused('key-missing') : { spki: key, der: key, signer: undefined };
  // A caller that names a key accepts no other signer.
  if (key !== undefined) return refused('signature');
  const certificate = readCertificate(bundle.certificate, 'signer');
  // A root in a bundle is one that the sender would like to be trusted (Sigstore client specification).
  const others = bundle.others.map((der) => readCertificate(der, 'chain'));
  if (others.some(isSelfIssued)) return refused('certificate');
  const issuer = await issuerOf(certificate, instance.certificateAuthorities, moments, crypto);
  if (issuer === undefined) return refused(isValidAt(certificate, moments) ? 'certificate' : 'outside-validity');
  if (!(await isCertificateLogged(certificate, issuer, instance.certificateLogs, crypto)))
    return refused('certificate-not-logged');
  return { spki: certificate.spki, der: bundle.certificate, signer: readSigner(certificate) };
}

const isSelfIssued = ({ subject, issuer }: Certificate): boolean => equalBytes(subject, issuer);

const isValidAt = ({ notBefore, notAfter }: Certificate, moments: readonly Instant[]): boolean =>
  moments.every((at) => notBefore <= at && at <= notAfter);

const signedBytes = (content: SignedContent, artifact: Uint8Array | undefined): Uint8Array | undefined =>
  content.kind === 'dsse' ? preAuthEncoding(content.payloadType, content.payload) : artifact;

async function signatureFault(
  content: SignedContent,
  message: Uint8Array,
  spki: Uint8Array,
  crypto: CryptoPort,
): Promise<ProofFault | undefined> {
  const isOther =
    content.kind === 'message' &&
    content.sha256 !== undefined &&
    !equalBytes(content.sha256, await crypto.digest('sha-256', message));
  if (isOther) return 'artifact';
  // Each key signs over the hash that matches its size (Sigstore client specification, "Algorithms").
  const algorithm =
    algorithmUnder('sha-256', spki) === 'ecdsa-p384-sha256' ? 'ecdsa-p384-sha384' : algorithmUnder('sha-256', spki);
  if (algorithm === undefined) return 'signature';
  return (await isSignedBy(crypto, { signed: message, algorithm, signature: content.signature }, spki)) ? undefined : 'signature';
}

async function entriesFault(
  bundle: Bundle,
  instance: SigstoreInstance,
  message: Uint8Array,
  verifier: Uint8Array,
  moments: readonly Instant[],
  crypto: CryptoPort,
): Promise<ProofFault | undefined> {
  const { content, entries } = bundle;
  const whole = await crypto.digest('sha-256', message);
  const payload = content.kind === 'dsse' ? await crypto.digest('sha-256', content.payload) : undefined;
  for (const entry of entries) {
    const log = instance.logs.find((one) => one.logId === entry.logId && moments.every((at) => wasInUse(one, at)));
    if (log === undefined) return 'log-unknown';
    const fault = await entryFault(entry, log, crypto);
    if (fault !== undefined) return fault;
    const logged = readEntryBody(entry);
    const digest = logged.of === 'payload' ? payload : whole;
    if (digest === undefined || !isLogged(logged, digest, content.signature, verifier)) return 'entry-differs';
  }
  return undefined;
}
