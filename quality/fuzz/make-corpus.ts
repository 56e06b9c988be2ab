import { buildMetadata } from '../../src/background/registry/metadata/runtime.ts';
import { samples } from '../../testing/screens/samples.ts';
import { WRITERS } from '../../testing/screens/written-forms.ts';
import { attest, siteDocument } from '../../testing/site/document.ts';
import { anyTees, concat, instant, parseRfc3339 } from '../../src/verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, writeBinding, type Binding } from '../../src/verifier/protocol/index.ts';
import { compactOf, fromHex, readHeader, rootedAt } from '../../src/verifier/substrate/index.ts';
import { attesters } from '../../src/verifier/testing/attesters/all.ts';
import { issue, revocationList, selfSigned, signX509 } from '../../src/verifier/testing/authority.ts';
import * as cbor from '../../src/verifier/testing/cbor-writer.ts';
import { toPem } from '../../src/verifier/testing/der-writer.ts';
import { block, CHECKPOINT, justified, OLD, relayTrie } from '../../src/verifier/testing/substrate/relay-path.ts';
import {
  encodeDevice,
  encodeEnclave,
  encodeEvents,
  encodeTeebagEnclave,
  EXTRINSIC_SUCCESS,
  publishedHash,
} from '../../src/verifier/testing/substrate/pallets.ts';
import { parachainHeadKey } from '../../src/verifier/substrate/index.ts';
import { makeCase } from '../../src/verifier/testing/intel/case.ts';
import { keystoneJson } from '../../src/verifier/testing/keystone-report.ts';
import { ed25519Key, p256Key, p384Key, rsaKey } from '../../src/verifier/testing/keys.ts';
import { deviceChain, nvidiaPayload, sdkList, spdmReport } from '../../src/verifier/testing/nvidia/devices.ts';
import { item } from '../../src/verifier/testing/nvidia/appraised.ts';
import { delegatedResponder, ocspResponse } from '../../src/verifier/testing/nvidia/ocsp-writer.ts';
import { rimFile } from '../../src/verifier/testing/nvidia/rim-writer.ts';
import { bundleOf, USUAL_STATEMENT, writtenBundle } from '../../src/verifier/testing/publisher/sigstore/bundle.ts';
import { signerCertificate, stamper, TEST_INSTANCE } from '../../src/verifier/testing/publisher/sigstore/instance.ts';
import { timeStamp } from '../../src/verifier/testing/publisher/sigstore/time-stamp.ts';
import { tlogProof } from '../../src/verifier/testing/publisher/tlog-proof.ts';
import { fromDstack } from './dstack-seeds.ts';
import { json, seed, text } from './seed.ts';

/**
 * Writes the seeds of every target, made by our own test authority and attesters: the same bytes each time.
 *
 *   tsx quality/fuzz/make-corpus.ts
 */
const now = parseRfc3339('2026-06-01T12:00:00Z', 'now');
const binding: Binding = {
  layout: 'sealmark-1',
  origin: 'https://fuzz.test',
  nonce: new Uint8Array(32).fill(7),
  keys: [{ use: 'tls', key: p256Key('tls').spki }],
};

/** What attesters make: evidence, the documents sent with it, and the certificates and lists inside those. */
async function fromAttesters(): Promise<void> {
  for (const attester of attesters) {
    const attested = attest({ attester, binding, sendEndorsements: true, now });
    seed(`evidence ${attester.evidenceType}`, attested.evidence);
    const document = await siteDocument({ attester, binding, sendEndorsements: false, now });
    seed('site-document', document);
    seed('site-binding', writeBinding(binding));
    const tee = anyTees.find(({ id }) => id === attester.tee);
    for (const { mediaType, bytes } of attested.endorsements) {
      seed(`document ${mediaType}`, bytes);
      for (const endorsement of tee?.documents[mediaType]?.(bytes) ?? []) {
        if (endorsement.need.kind === 'dcap.tcb-info') seed('tcb-info', endorsement.bytes);
        if (endorsement.need.kind === 'dcap.qe-identity') seed('qe-identity', endorsement.bytes);
        if (endorsement.need.kind.endsWith('crl')) seed('crl', endorsement.bytes);
        if (endorsement.need.kind.startsWith('dcap.') && endorsement.need.kind.endsWith('crl'))
          seed('intel-crl', endorsement.bytes);
      }
    }
  }
}

function fromAuthority(): void {
  const root = selfSigned({ subject: 'Root', key: p256Key('root'), pathLength: 1 });
  const leaf = issue(root, { subject: 'Leaf', key: p384Key('leaf') });
  const pss = selfSigned({ subject: 'PSS', key: rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256') });
  seed('certificate', root.certificate, leaf.certificate, pss.certificate);
  seed('pem', text(toPem('CERTIFICATE', leaf.certificate, root.certificate)));
  seed(
    'crl',
    revocationList(root, { thisUpdate: '2026-01-01T00:00:00Z', nextUpdate: '2026-02-01T00:00:00Z', revoked: [leaf.serial] }),
  );
  seed('spki', p256Key('a').spki, p384Key('a').spki, ed25519Key('a').spki, rsaKey('rsa-2048-a', 'rsa-pkcs1-sha256').spki);
  seed('ecdsa-signature', signX509(p256Key('a'), Uint8Array.of(1)));
  const { evidence: quote } = makeCase({ tee: 'sgx', now });
  seed('evidence dcap-quote', quote);
  seed('pck-chain', Uint8Array.from(quote.slice(Buffer.from(quote).indexOf('-----BEGIN'))));
}

/** The parts of publishers' proofs: bundles of both logs, and of older versions, a trusted root, a tlog-proof. */
function fromPublishers(): void {
  seed('sigstore bundle', writtenBundle({ log: 'v1' }), writtenBundle({ log: 'v2' }));
  const old = bundleOf();
  const { certificate, ...material } = old['verificationMaterial'] as { readonly certificate: object };
  const chain = { ...material, x509CertificateChain: { certificates: [certificate] } };
  seed(
    'sigstore bundle',
    json({ ...old, mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2', verificationMaterial: chain }),
  );
  const validity = { notBefore: '2026-06-01T11:59:00Z', notAfter: '2026-06-01T12:09:00Z' };
  seed('sigstore signer', signerCertificate({ key: p256Key('workflow'), ...validity }).certificate);
  seed('sigstore time-stamp', timeStamp(stamper.issued, stamper.issuer, Uint8Array.of(1), '2026-06-01T12:00:00Z'));
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const validFor = { start: '2026-01-01T00:00:00Z' };
  seed(
    'sigstore trusted-root',
    json({
      tlogs: TEST_INSTANCE.logs.map(({ name, logId, spki }) => ({
        baseUrl: `https://${name}`,
        hashAlgorithm: 'SHA2_256',
        publicKey: { rawBytes: base64(spki), keyDetails: 'PKIX_ED25519', validFor },
        logId: { keyId: base64(fromHex(logId, 'log ID')) },
      })),
      certificateAuthorities: TEST_INSTANCE.certificateAuthorities.map(({ chain: whole }) => ({
        certChain: { certificates: whole.map((der) => ({ rawBytes: base64(der) })) },
        validFor: { ...validFor, end: '2027-01-01T00:00:00Z' },
      })),
    }),
  );
  seed('publisher statement', json(USUAL_STATEMENT));
  seed('publisher tlog-proof', tlogProof(text('entry'), { extra: 'AAEC' }));
}

function fromWriters(): void {
  seed('hex', text('00ff1Aab'));
  seed('base64', text('AAECAw=='));
  seed('base64url', text('-_AB'));
  seed('utf8', text('aé€😀'));
  seed('json', json({ a: [1, -2.5e3, true, null, 'é\n"'], b: { c: {} } }));
  const item = cbor.map([[cbor.text('a'), cbor.array(cbor.int(1), cbor.int(-300), cbor.bytes(Uint8Array.of(1)), cbor.nil)]]);
  seed('cbor', item, cbor.indefiniteMap([[cbor.int(1), cbor.indefiniteArray(cbor.text('é'))]]));
  seed(
    'cose',
    cbor.tagged(
      18,
      cbor.array(
        cbor.bytes(cbor.map([[cbor.int(1), cbor.int(-35)]])),
        cbor.map([]),
        cbor.bytes(item),
        cbor.bytes(new Uint8Array(96)),
      ),
    ),
  );
}

function fromChain(): void {
  const header = block(11);
  const { justification } = justified(header, OLD);
  seed('chain header', header);
  seed('chain justification', justification);
  const finality = concat(
    fromHex(readHeader(header).hash, 'hash'),
    compactOf(justification.length),
    justification,
    compactOf(1),
    header,
  );
  seed('chain finality-proof', finality);
  seed('chain trie-node', ...relayTrie.prove([parachainHeadKey(2015)]));
  seed('chain metadata', buildMetadata(2015));
  const published = publishedHash(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2), Uint8Array.of(3));
  seed('chain events', encodeEvents([EXTRINSIC_SUCCESS, published, EXTRINSIC_SUCCESS]));
  seed('chain relay-state', text(JSON.stringify(rootedAt({ ...CHECKPOINT, time: instant(1_784_553_786_000) }))));
  const bytes = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
  seed(
    'chain enclave',
    encodeEnclave({
      reportData: new Uint8Array(64),
      mrEnclave: bytes(1),
      mrSigner: bytes(2),
      registeredAt: now,
      url: 'wss://enclave.test',
      buildMode: 'production',
      method: 'dcap',
      proxied: true,
      status: 'ok',
    }),
  );
  seed(
    'chain teebag',
    encodeTeebagEnclave({
      mrEnclave: bytes(1),
      lastSeenAt: now,
      url: 'wss://enclave.test',
      buildMode: 'production',
      method: 'dcap',
    }),
  );
  const device = {
    account: bytes(3),
    manufacturer: 'Maker',
    model: 'One',
    status: 'active',
    registeredAt: now,
    validFrom: now,
  } as const;
  seed('chain device', encodeDevice({ ...device, validUntil: now, revokedAt: null }));
}

function fromDevices(): void {
  const { nonce } = binding;
  const chain = deviceChain();
  seed('evidence nvidia-gpu-evidence', spdmReport({ nonce }), sdkList(item()), nvidiaPayload(nonce, item()));
  const { provisioner: issuer, brom: about } = chain;
  const responses = [
    ocspResponse({ about, issuer }),
    ocspResponse({ about, issuer, status: 'hold', hash: 'sha-1', responder: delegatedResponder(issuer) }),
  ];
  seed('ocsp', ...responses);
  seed('nvidia-rim', rimFile());
  seed('xml', rimFile(), text('<a xmlns="u" xmlns:p="v"><p:b p:c="1"/> </a>'));
  seed('nvidia-leaf', chain.leaf.certificate, deviceChain({ chip: 'GB100' }).leaf.certificate);
  const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
  const chainPem = toPem('CERTIFICATE', chain.leaf.certificate, chain.brom.certificate);
  seed(
    `document ${ENDORSEMENT_MEDIA_TYPE.nvidiaGpu}`,
    json({ chain: chainPem, rims: [base64(rimFile())], ocsp: responses.map(base64) }),
  );
}

/** A report, the shortest evidence there is, in a few of the forms in which people have it. */
function fromWrittenForms(): void {
  const report = samples.find(({ name }) => name === 'snp')?.attested.evidence.slice(0, 1184) ?? new Uint8Array();
  const forms = ['hexdump -C', 'JSON in JSON', 'gzip', 'tagged CBOR in an array', 'a redirect and an HTTP answer'];
  for (const [name, write] of WRITERS) if (forms.includes(name)) seed('a file as people have it', write(report));
}

await fromAttesters();
fromWrittenForms();
fromDevices();
fromAuthority();
fromPublishers();
fromWriters();
fromChain();
fromDstack();
seed('evidence keystone-report-json', json(keystoneJson()));
