/**
 * Other verifiers, each behind the same two steps: `prepare` reads what it can read ahead of time, what it gives back
 * verifies once and throws when the peer refuses. Nothing of theirs is shipped.
 *
 * JavaScript, because the packages are installed in this folder only, and the type checker must do without them.
 */
import { Buffer } from 'buffer';
import { SignedAttestation } from '@0xsequence/tee-verifier';
import initEvervault, { PCRs, validateAttestationDocPcrs } from '@evervault/wasm-attestation-bindings';
import { QuoteVerifier, verify as verifyPhala } from '@phala/dcap-qvl';
import initPhalaWeb, { js_verify as verifyPhalaWeb } from '@phala/dcap-qvl-web';
import { CryptoEngine, setEngine } from 'pkijs';
import { PredicateType, verifyAttestation } from '@tinfoilsh/verifier';

// @0xsequence/tee-verifier needs `window.crypto`, which workers and Node do not have under that name.
globalThis.window ??= globalThis;
// PKI.js, below it, finds an engine by itself only when it is not bundled.
setEngine('webcrypto', new CryptoEngine({ name: 'webcrypto', crypto: globalThis.crypto }));

const base64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** Runs with the clock set back: two peers take the time only from it. */
async function atTime(milliseconds, run) {
  const { now } = Date;
  Date.now = () => milliseconds;
  try {
    return await run();
  } finally {
    Date.now = now;
  }
}

async function gzip(bytes) {
  const zipped = new Response(bytes).body.pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(zipped).arrayBuffer());
}

const ready = new Map();

/** Instantiates a WASM module once. */
async function once(init, wasm) {
  if (!ready.has(init)) ready.set(init, init({ module_or_path: wasm }));
  await ready.get(init);
}

const holds = (what, answer) => {
  if (answer !== true) throw new Error(`refused: ${what}`);
};

/** @type {Readonly<Record<string, (input: import('./peers.d.mts').PeerInput) => Promise<() => unknown>>>} */
const PREPARE = {
  '@phala/dcap-qvl': async ({ evidence, at, collateral, root }) => {
    const verifier = root ? QuoteVerifier.newWithRootCa(Buffer.from(root)) : undefined;
    return () => (verifier ? verifier.verify(evidence, collateral, at / 1000) : verifyPhala(evidence, collateral, at / 1000));
  },
  '@phala/dcap-qvl-web': async ({ evidence, at, collateral, wasm }) => {
    await once(initPhalaWeb, wasm.phala);
    return () => verifyPhalaWeb(evidence, collateral, BigInt(Math.floor(at / 1000)));
  },
  '@tinfoilsh/verifier': async ({ evidence, vcek }) => {
    // It takes the report compressed, as its servers send it, and the clock as it is.
    const document = { format: PredicateType.SevGuestV2, body: base64(await gzip(evidence)) };
    const certificate = base64(vcek);
    return () => verifyAttestation(document, certificate);
  },
  '@0xsequence/tee-verifier': async ({ evidence, at }) => {
    const document = base64(evidence);
    return async () => {
      const attestation = SignedAttestation.fromDocument(document);
      holds('chain', await attestation.verifyRootOfTrust(new Date(at)));
      const root = await attestation.rootCertFingerprint();
      holds('root', root === '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b');
      holds('signature', await attestation.verifySignature());
    };
  },
  '@evervault/wasm-attestation-bindings': async ({ evidence, at, wasm, pcrs }) => {
    await once(initEvervault, wasm.evervault);
    const document = base64(evidence);
    return () =>
      atTime(at, () => {
        const expected = new PCRs(pcrs?.[0], pcrs?.[1], pcrs?.[2], pcrs?.[8], 'Sha384');
        holds('document', validateAttestationDocPcrs(document, [expected]));
      });
  },
};

/** Names of the peers, as the rows of the bench have them. */
export const PEERS = Object.keys(PREPARE);

/**
 * Does for one peer what can be done ahead of time. Resolves to the function that is measured; it throws where the peer
 * refuses.
 */
export async function preparePeer(name, input) {
  return await PREPARE[name](input);
}
