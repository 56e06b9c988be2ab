import type { Instant } from '../../../src/verifier/time.ts';
import type { SiteResponse } from '../answer.ts';

/** A request to a service with its own evidence form, and the key of its connection. */
export type FormQuestion = {
  /** Path of the request. */
  readonly path: string;
  /** The query. */
  readonly query: URLSearchParams;
  /** SubjectPublicKeyInfo (DER) of the key of the certificate of the connection. */
  readonly spki: Uint8Array;
  /** That certificate, DER. */
  readonly certificate: Uint8Array;
  /** Signs with that key: ECDSA with SHA-256, an ECDSA-Sig-Value in DER. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  /** Milliseconds since 1970, around which the evidence is made. */
  readonly now: number;
};

/** A stand-in for such a service: where it answers, what its pages say, and what it answers. */
export type Form = {
  /** One that ends in `/` matches every path below it. */
  readonly path: string;
  /** Headers of every response of the service. */
  readonly headers: Readonly<Record<string, string>>;
  answer(question: FormQuestion): SiteResponse;
};

/** Does a service of this form answer this request in its own way? */
export const answersAt = ({ path }: Form, asked: string): boolean =>
  path.endsWith('/') ? asked.startsWith(path) : asked === path;

/** Evidence in the certificate: an extension over its key (SubjectPublicKeyInfo, DER). */
export type InCertificate = (spki: Uint8Array, now: Instant) => { readonly oid: string; readonly value: Uint8Array };
