import { fromAscii, fromUtf8 } from '../../bytes/text.ts';
import { DerReader, primitiveTag } from '../../encoding/der.ts';
import { Malformed } from '../../malformed.ts';
import type { Certificate } from '../../x509/certificate.ts';

/** Where a build came from, according to the certificate's issuer, who learnt it from the repository's host. */
export type Source = {
  /** `https://github.com/owner/name` */
  readonly repository: string;
  /** Lowercase hex, 40 or 64 digits. */
  readonly commit: string;
  /** `refs/heads/main`, `refs/tags/v1.2.0` */
  readonly ref: string;
  /** The workflow's file, its repository and its ref: the signer. */
  readonly workflow: string;
  /** `github-hosted`, or `self-hosted`, where the machine's owner can change what it builds. */
  readonly runner: string;
  /** The address of the run; undefined where the certificate has none. */
  readonly run: string | undefined;
};

/** The identity that a Fulcio certificate was issued to. */
export type Signer = {
  /** The OpenID Connect issuer that vouches for it. */
  readonly issuer: string;
  /** The only subject alternative name: the address of a workflow, or an e-mail address. */
  readonly identity: string;
  /** Only for workflows of GitHub. */
  readonly source: Source | undefined;
};

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';

const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';
const E_MAIL = primitiveTag(1);
const URI = primitiveTag(6);

/** Extensions of Fulcio (sigstore/fulcio, “OID information”); the last arc of 1.3.6.1.4.1.57264.1. */
const ARC = { issuerV1: 1, issuer: 8, runner: 11, repository: 12, commit: 13, ref: 14, run: 21 } as const;

const MAX_TEXT_BYTES = 1024;

/** Certificate → the identity it was issued to. @throws Malformed */
export function readSigner(certificate: Certificate): Signer {
  const identity = onlyName(certificate);
  const issuer = text(certificate, ARC.issuer) ?? rawText(certificate, ARC.issuerV1);
  if (issuer === undefined) throw new Malformed('signer.issuer', 'missing');
  return { issuer, identity, source: issuer === GITHUB_ISSUER ? readSource(certificate, identity) : undefined };
}

/** Undefined for certificates from before these extensions: they do not name a commit in a field of its own. */
function readSource(certificate: Certificate, workflow: string): Source | undefined {
  const [repository, commit, ref, runner] = [ARC.repository, ARC.commit, ARC.ref, ARC.runner].map((arc) =>
    text(certificate, arc),
  );
  if (repository === undefined || commit === undefined || ref === undefined || runner === undefined) return undefined;
  if (!/^https:\/\/github\.com\/[\w.-]{1,100}\/[\w.-]{1,100}$/.test(repository))
    throw new Malformed('signer.repository', 'not one of GitHub');
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit)) throw new Malformed('signer.commit', 'not a commit');
  return { repository, commit, ref, workflow, runner, run: text(certificate, ARC.run) };
}

function extension(certificate: Certificate, arc: number): Uint8Array | undefined {
  const value = certificate.extensions.get(`1.3.6.1.4.1.57264.1.${String(arc)}`)?.value;
  if (value !== undefined && value.length > MAX_TEXT_BYTES) throw new Malformed('signer', 'longer than any name');
  return value;
}

/** From arc 8 on the value is a UTF8String in DER. */
function text(certificate: Certificate, arc: number): string | undefined {
  const value = extension(certificate, arc);
  if (value === undefined) return undefined;
  const reader = new DerReader(value, 'signer');
  const found = reader.text('value');
  reader.end();
  return printable(found);
}

/** Before arc 8 it is the text itself. */
function rawText(certificate: Certificate, arc: number): string | undefined {
  const value = extension(certificate, arc);
  return value === undefined ? undefined : printable(fromUtf8(value, 'signer'));
}

/** Fulcio writes addresses and names in ASCII; anything else was made to be misread. */
function printable(found: string): string {
  if (!/^[\x20-\x7e]+$/.test(found)) throw new Malformed('signer', 'not printable ASCII');
  return found;
}

function onlyName(certificate: Certificate): string {
  const value = certificate.extensions.get(SUBJECT_ALTERNATIVE_NAME)?.value;
  if (value === undefined || value.length > MAX_TEXT_BYTES)
    throw new Malformed('signer.identity', 'missing, or longer than any name');
  const outer = new DerReader(value, 'signer.identity');
  const names = outer.inside('GeneralNames');
  outer.end();
  const tag = names.next === E_MAIL ? E_MAIL : URI;
  const name = fromAscii(names.content('name', tag), 'signer.identity');
  names.end();
  return printable(name);
}
