import { readBinding, readDocument as readSiteDocument } from '../../src/verifier/protocol/index.ts';
import { buildMetadata } from '../../src/background/registry/metadata/runtime.ts';
import { fromBase64, fromBase64Url } from '../../src/verifier/bytes/base64.ts';
import { fromHex } from '../../src/verifier/bytes/hex.ts';
import { fromUtf8 } from '../../src/verifier/bytes/text.ts';
import {
  publishedHashAt,
  readHeader,
  readFinalityProof,
  readFollowedState,
  readRegisteredDevice,
  readRegisteredEnclave,
  readRuntimeTypes,
  readTeebagEnclave,
} from '../../src/verifier/substrate/index.ts';
import { readJustification } from '../../src/verifier/substrate/justification.ts';
import { readTrieNode } from '../../src/verifier/substrate/trie-node.ts';
import { rawFromDer } from '../../src/verifier/crypto/signature-form.ts';
import { readSpki } from '../../src/verifier/crypto/spki.ts';
import { readIntelCrl } from '../../src/verifier/dcap/revocation.ts';
import { readPckChain } from '../../src/verifier/dcap/pck.ts';
import { readQeIdentity } from '../../src/verifier/dcap/qe-identity.ts';
import { readTcbInfo } from '../../src/verifier/dcap/tcb-info.ts';
import { readCbor } from '../../src/verifier/encoding/cbor.ts';
import { readSign1 } from '../../src/verifier/encoding/cose.ts';
import { parseJson } from '../../src/verifier/encoding/json.ts';
import { fromPem } from '../../src/verifier/encoding/pem.ts';
import { parseXml } from '../../src/verifier/encoding/xml.ts';
import { look } from '../../src/popup/inspect/recognise.ts';
import { anyTees, EVIDENCE_TYPES, Malformed, unlessMalformed, type EvidenceType } from '../../src/verifier/index.ts';
import { readBundle } from '../../src/verifier/publisher/sigstore/bundle.ts';
import { readEntryBody } from '../../src/verifier/publisher/sigstore/entry-body.ts';
import { readTimeStamp } from '../../src/verifier/publisher/sigstore/rfc3161.ts';
import { readSigner } from '../../src/verifier/publisher/sigstore/signer.ts';
import { readTrustedRoot } from '../../src/verifier/publisher/sigstore/trusted-root.ts';
import { readStatement } from '../../src/verifier/publisher/statement.ts';
import { readTlogProof } from '../../src/verifier/publisher/tlog-proof.ts';
import { readRim } from '../../src/verifier/tees/nvidia-gpu/rim.ts';
import { firmwareIdentity } from '../../src/verifier/tees/nvidia-gpu/fwid.ts';
import { commonNames, readCertificate } from '../../src/verifier/x509/certificate.ts';
import { readRevocationList } from '../../src/verifier/x509/crl.ts';
import { readOcspResponse } from '../../src/verifier/x509/ocsp.ts';
import { authorityKeyIdentifier, basicConstraints, subjectKeyIdentifier } from '../../src/verifier/x509/extensions.ts';

/** A parser of something from someone else. It returns or throws `Malformed`, whatever the input. */
export type Target = (bytes: Uint8Array) => unknown;

const latin1 = (bytes: Uint8Array): string => {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
};

/** Recognising never throws; opening reads. What no TEE recognises is answered without a parser. */
const evidence =
  (type: EvidenceType): Target =>
  (bytes) => {
    const received = { type, bytes, parameters: {} };
    const tee = anyTees.find((one) => one.accepts.includes(type) && one.recognises(received));
    return tee?.open(received).needs([]);
  };

const documents = Object.fromEntries(
  anyTees.flatMap((tee) => Object.entries(tee.documents).map(([type, target]): [string, Target] => [`document ${type}`, target])),
);

/** The recogniser never throws: finding nothing counts as refused here, like a parser's refusal. */
function recogniseOrRefuse(bytes: Uint8Array): unknown {
  const { recognised, named } = look(bytes);
  if (recognised === null && named === null) throw new Malformed('file', 'nothing was found in it');
  return recognised;
}

/** The runtime whose events are read; its metadata is known by hash wherever they are. */
const RUNTIME = readRuntimeTypes(buildMetadata(2015));

/** Every parser by name; a folder of the corpus has the same name. */
export const TARGETS: Readonly<Record<string, Target>> = {
  hex: (bytes) => fromHex(latin1(bytes), 'hex'),
  base64: (bytes) => fromBase64(latin1(bytes), 'base64'),
  base64url: (bytes) => fromBase64Url(latin1(bytes), 'base64url'),
  utf8: (bytes) => fromUtf8(bytes, 'utf8'),
  json: (bytes) => parseJson(latin1(bytes), 'json'),
  pem: (bytes) => fromPem(bytes, 'CERTIFICATE', 'pem'),
  cbor: (bytes) => readCbor(bytes, 'cbor', { most: bytes.length, indefinite: true }),
  cose: (bytes) => readSign1(bytes, 'cose', bytes.length),
  spki: readSpki,
  'ecdsa-signature': (bytes) => rawFromDer(bytes, 32),
  certificate: (bytes) => {
    const { subject, extensions } = readCertificate(bytes, 'certificate');
    return [
      commonNames(subject, 'subject'),
      basicConstraints(extensions, 'extensions'),
      authorityKeyIdentifier(extensions, 'extensions'),
      subjectKeyIdentifier(extensions, 'extensions'),
    ];
  },
  xml: (bytes) => parseXml(bytes, 'xml', bytes.length),
  'nvidia-rim': readRim,
  'nvidia-leaf': (bytes) => firmwareIdentity(readCertificate(bytes, 'leaf')),
  ocsp: (bytes) => readOcspResponse(bytes, 'ocsp'),
  crl: (bytes) => readRevocationList(bytes, 'crl'),
  'intel-crl': (bytes) => readIntelCrl(bytes, 'crl'),
  'pck-chain': readPckChain,
  'tcb-info': readTcbInfo,
  'qe-identity': readQeIdentity,
  ...Object.fromEntries(EVIDENCE_TYPES.map((type) => [`evidence ${type}`, evidence(type)])),
  ...documents,
  'sigstore bundle': (bytes) => readBundle(bytes).entries.map(readEntryBody),
  'sigstore signer': (bytes) => readSigner(readCertificate(bytes, 'signer')),
  'sigstore time-stamp': readTimeStamp,
  'sigstore trusted-root': (bytes) => readTrustedRoot(bytes, 'root'),
  'publisher statement': readStatement,
  'publisher tlog-proof': readTlogProof,
  'site-document': readSiteDocument,
  'site-binding': readBinding,
  'a file as people have it': recogniseOrRefuse,
  'chain header': readHeader,
  'chain justification': readJustification,
  'chain finality-proof': readFinalityProof,
  'chain trie-node': readTrieNode,
  'chain metadata': readRuntimeTypes,
  'chain events': (bytes) => publishedHashAt(bytes, 1, RUNTIME),
  'chain relay-state': (bytes) => readFollowedState(latin1(bytes)),
  'chain enclave': readRegisteredEnclave,
  'chain teebag': readTeebagEnclave,
  'chain device': readRegisteredDevice,
};

/** Runs a target and enforces its contract. @throws whatever is not `Malformed` */
export function totally(target: Target, bytes: Uint8Array): 'read' | 'malformed' {
  return unlessMalformed(() => {
    target(bytes);
    return 'read';
  }, 'malformed');
}
