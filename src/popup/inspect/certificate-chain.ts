import { equalBytes, type Anchors } from '../../verifier/index.ts';
import { readForShow, type Shown } from './read-certificate.ts';

/** A certificate in its position: under the one before it in the list, if that signed it. */
export type Link = {
  readonly certificate: Shown;
  /** One of the roots (or AMD's fixed authorities) that ship with Sealmark, or a test root. */
  readonly anchor: 'pinned' | 'test' | null;
  /** Did the certificate above sign this one, as PKI.js reads both? Null for the topmost. */
  readonly signed: boolean | null;
};

/** From the root down. */
export type CertificateChain = readonly Link[];

type Known = { readonly der: Uint8Array; readonly certificate: Shown };

/** Reads certificates and arranges them in chains, one for each that issued no other; anchors are added where they belong. */
export async function chainsOf(ders: readonly Uint8Array[], anchors: Anchors): Promise<readonly CertificateChain[]> {
  const pinned = flatAnchors(anchors);
  const own = await readAll(ders);
  const roots = await readAll(
    pinned.map(({ certificate }) => certificate).filter((der) => !ders.some((one) => equalBytes(one, der))),
  );
  const all = [...own, ...roots];
  const leaves = own.filter(
    ({ certificate }) =>
      !own.some((other) => other.certificate !== certificate && other.certificate.issuer === certificate.subject),
  );
  return await Promise.all(leaves.map((leaf) => chainUp(leaf, all, pinned)));
}

async function chainUp(leaf: Known, all: readonly Known[], pinned: ReturnType<typeof flatAnchors>): Promise<CertificateChain> {
  const up: Known[] = [leaf];
  for (let current = leaf; !isSelfIssued(current) && up.length <= all.length;) {
    const above = await issuerOf(
      current,
      all.filter((one) => !up.includes(one)),
    );
    if (above === undefined) break;
    up.push(above);
    current = above;
  }
  return await Promise.all(
    up.toReversed().map(async ({ der, certificate }, i, down) => {
      const above = down[i - 1];
      const anchor = pinned.find((one) => equalBytes(one.certificate, der));
      return {
        certificate,
        anchor: anchor === undefined ? null : anchor.test ? ('test' as const) : ('pinned' as const),
        signed: above === undefined ? null : await signedBy(certificate, above.certificate),
      };
    }),
  );
}

/** Anyone can use a name: of several with that name, the one that signed, otherwise the first. */
async function issuerOf({ certificate }: Known, others: readonly Known[]): Promise<Known | undefined> {
  const [first, ...more] = others.filter((one) => one.certificate.subject === certificate.issuer);
  if (first === undefined || more.length === 0) return first;
  for (const one of [first, ...more]) if (await signedBy(certificate, one.certificate)) return one;
  return first;
}

const isSelfIssued = ({ certificate }: Known): boolean => certificate.subject === certificate.issuer;

async function signedBy(certificate: Shown, above: Shown): Promise<boolean> {
  try {
    return await certificate.parsed.verify(above.parsed);
  } catch {
    return false;
  }
}

async function readAll(ders: readonly Uint8Array[]): Promise<readonly Known[]> {
  const read = await Promise.all(ders.map(async (der) => ({ der, certificate: await readForShow(der) })));
  return read.flatMap(({ der, certificate }) => (certificate === null ? [] : [{ der, certificate }]));
}

function flatAnchors({
  intelSgxRoot,
  intelIasSigningCa,
  amd,
  awsNitroRoot,
  nvidiaDeviceRoot,
  nvidiaRimRoot,
}: Anchors): readonly { certificate: Uint8Array; test: boolean }[] {
  const lines = [...amd.Milan, ...amd.Genoa, ...amd.Turin].flatMap(({ ark, ask, asvk }) => [ark, ask, asvk]);
  return [...intelSgxRoot, ...intelIasSigningCa, ...awsNitroRoot, ...nvidiaDeviceRoot, ...nvidiaRimRoot, ...lines];
}
