import { fromPem } from '../encoding/pem.ts';
import { fromUtf8 } from '../bytes/text.ts';
import { parseJsonObject } from '../encoding/json.ts';
import { readTlsLeaf } from '../x509/tls-leaf.ts';
import type { ConnectionEnd } from '../protocol/tls-key.ts';
import { recordedSiteFile } from './site-recordings.ts';

/** A separately recorded document, turned into the answer that its service would have sent. */
export type SingleRecording = {
  /** The recorded file. */
  readonly file: string;
  /** The service's request; its answer is `body`. */
  readonly url: string;
  readonly body: Uint8Array;
  readonly connection: ConnectionEnd | null;
  /** RFC 3339: when it was fresh. */
  readonly at: string;
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const UUID = '01020304-0506-4708-890a-0b0c0d0e0f10';

const endOf = (certificate: Uint8Array | null): ConnectionEnd | null =>
  certificate === null ? null : { spki: readTlsLeaf(certificate).spki, certificate };

const pemFile = (bytes: Uint8Array): Uint8Array | null => fromPem(bytes, 'CERTIFICATE', 'certificate')[0] ?? null;

type Make = (bytes: Uint8Array) => Omit<SingleRecording, 'file'>;

const EVERVAULT = 'https://enclave.evervault.test/.well-known/attestation';

const MAKE: Readonly<Record<string, Make>> = {
  'evervault/valid-attestation-doc-base64': (bytes) => ({
    url: EVERVAULT,
    body: utf8(JSON.stringify({ attestation_doc: fromUtf8(bytes, 'document').trim() })),
    connection: endOf(recordedSiteFile('evervault/valid-certificate.der')),
    at: '2023-09-18T15:00:00Z',
  }),
  'evervault/valid-attestation-doc-bytes': (bytes) => ({
    url: EVERVAULT,
    body: utf8(JSON.stringify({ attestation_doc: base64(bytes) })),
    connection: endOf(recordedSiteFile('evervault/certificate.der')),
    at: '2023-01-18T15:00:00Z',
  }),
  'evervault/debug-mode-cert-containing-attestation-doc-18-1-23.pem': (bytes) => ({
    url: 'https://cage.evervault.test/',
    body: utf8('<!doctype html>'),
    connection: endOf(pemFile(bytes)),
    at: '2023-01-18T15:00:00Z',
  }),
  'opensecret/attestation_document_0.bin': (bytes) => ({
    url: `https://enclave.opensecret.test/attestation/${UUID}`,
    body: utf8(JSON.stringify({ attestation_document: base64(bytes) })),
    connection: null,
    at: '2024-10-28T18:55:00Z',
  }),
  'tinfoil-v2/real_genoa_bundle.json': (bytes) => {
    const bundle = parseJsonObject(bytes, 'bundle', 1024 * 1024);
    const report = bundle.object('enclaveAttestationReport');
    const certificate = bundle.has('enclaveCert') ? pemFile(utf8(bundle.string('enclaveCert'))) : null;
    return {
      url: 'https://inference.tinfoil.sh/.well-known/tinfoil-attestation',
      body: utf8(JSON.stringify({ format: report.string('format'), body: report.string('body') })),
      connection: endOf(certificate),
      at: '2026-06-01T00:00:00Z',
    };
  },
  ...Object.fromEntries(
    ['cpu_quote.txt', 'amd_cpu_quote.txt', 'secretai_cpu_quote.txt', 'tdx_cpu_docker_check_quote.txt'].map((name) => [
      `secretvm/${name}`,
      (bytes: Uint8Array) => ({ url: 'https://vm.test:29343/cpu', body: bytes, connection: null, at: '2026-01-01T00:00:00Z' }),
    ]),
  ),
};

/** Every separately recorded document; missing ones are skipped, and reported. */
export const singleRecordings = (): readonly SingleRecording[] =>
  Object.entries(MAKE).flatMap(([file, make]) => {
    const bytes = recordedSiteFile(file);
    return bytes === null ? [] : [{ file, ...make(bytes) }];
  });
