import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  appraise,
  open,
  fromHex,
  suppliedBy,
  ORDINARY_POLICY,
  parseRfc3339,
  pinnedAnchors,
  type AppraisalPolicy,
  type AttestationResult,
  type CryptoPort,
  type Endorsement,
} from '../../src/verifier/index.ts';
import { EXPECTATIONS, type Expectation } from './nvidia-expectations.ts';
import { Table } from './table.ts';

/**
 * GPU evidence against references: what NVIDIA's own tests demand of their sample files, and what OpenSSL and xml-crypto say
 * about each signature. The answers of NVIDIA's local verifier are in nvtrust-outcomes.ts.
 */
const recorded = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../../shared/recordings/gpu/${name}`, import.meta.url))));

const vouched: AppraisalPolicy = { ...ORDINARY_POLICY, common: { ...ORDINARY_POLICY.common, unusableEndorsement: 'refuse' } };

type Files = Pick<Expectation, 'evidence' | 'chain' | 'rims' | 'nonce'>;

async function appraised({ evidence, chain, rims = [], nonce }: Files, crypto: CryptoPort): Promise<AttestationResult> {
  const endorsement = (kind: string, name: string): Endorsement => ({ need: { kind }, bytes: recorded(name) });
  return await appraise({
    opening: open({ type: 'nvidia-gpu-evidence', bytes: recorded(evidence), parameters: {} }),
    endorsements: suppliedBy('caller', [
      ...(chain === undefined ? [] : [endorsement('nvidia-gpu.chain', chain)]),
      ...rims.map((name) => endorsement('nvidia-gpu.rim', name)),
    ]),
    references: [],
    visit: { expected: { reportData: null, nonce: nonce === undefined ? null : fromHex(nonce, 'nonce') } },
    anchors: pinnedAnchors,
    policy: vouched,
    now: parseRfc3339('2026-06-25T00:00:00Z', 'now'),
    clockChanged: true,
    crypto,
  });
}

const outcomeOf = ({ findings }: AttestationResult, check: string): string =>
  findings.find((finding) => finding.check === check)?.outcome ?? 'not asked';

/** What NVIDIA's own tests demand. @returns differences without an explanation */
async function expectations(crypto: CryptoPort): Promise<number> {
  const table = new Table();
  for (const { test, theirs, ours, claims = {}, because, ...files } of EXPECTATIONS) {
    const result = await appraised(files, crypto);
    const other = [
      ...Object.entries(ours).filter(([check, outcome]) => outcomeOf(result, check) !== outcome),
      ...Object.entries(claims).filter(([name, value]) => result.claims?.details[name] !== value),
    ].map(([name, wanted]) => `${name} is ${outcomeOf(result, name)}, not ${wanted}`);
    if (other.length > 0) table.differ(test, undefined, `theirs ${theirs}; ours ${other.join(', ')}`);
    else if (because === undefined) table.agreed += 1;
    else table.differ(test, because, theirs);
  }
  return table.print('NVIDIA’s own tests, by what they demand of their sample files');
}

type RimVerifier = { readonly holds: (xml: string) => boolean };

/** Reference files checked by xml-crypto (xmldom's parser, its own canonical form), one of the peers' packages. */
async function referenceFiles(crypto: CryptoPort): Promise<number> {
  const module = fileURLToPath(new URL('../bench/xml-signature.mjs', import.meta.url));
  const { holds } = (await import(pathToFileURL(module).href)) as RimVerifier;
  const table = new Table();
  const folder = fileURLToPath(new URL('../../../shared/recordings/gpu/', import.meta.url));
  for (const name of readdirSync(folder).filter((one) => /\.(?:swidtag|xml)$/.test(one))) {
    const result = await appraised({ evidence: 'hopper_evidence.json', rims: [name] }, crypto);
    const finding = result.findings.find(({ check }) => check === 'nvidia.rim.signature');
    const ours = finding?.outcome === 'pass';
    const theirs = holds(new TextDecoder().decode(recorded(name)));
    if (ours === theirs) table.agreed += 1;
    else {
      const because =
        theirs && finding?.facts?.['because'] === 'root'
          ? 'it verifies under the signer’s own key and looks for no root'
          : undefined;
      table.differ(name, because, `ours ${String(ours)} (${String(finding?.facts?.['because'])}), theirs ${String(theirs)}`);
    }
  }
  return table.print('xml-crypto, signatures of reference files');
}

type SdkItem = { readonly certificate: string; readonly evidence: string };

/** Certificates and report of one device by OpenSSL, as Node has it. */
function opensslAccepts(pem: string, report: Uint8Array): boolean {
  const chain = pem.match(/-----BEGIN[^]*?-----END CERTIFICATE-----/g)?.map((one) => new X509Certificate(one)) ?? [];
  const root = createPublicKey(recordedRoot()).export({ type: 'spki', format: 'der' });
  const last = chain.at(-1);
  const linked = chain.every((one, at) => one.verify((chain[at + 1] ?? one).publicKey));
  const [leaf] = chain;
  if (leaf === undefined || last?.publicKey.export({ type: 'spki', format: 'der' }).equals(root) !== true || !linked)
    return false;
  const key = { key: leaf.publicKey, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha384', report.subarray(0, -96), key, report.subarray(-96));
}

const recordedRoot = (): Buffer => Buffer.from(recorded('device_root.pem'));
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim();

async function devices(crypto: CryptoPort): Promise<number> {
  const table = new Table();
  const lists = ['hopper_evidence', 'hopper_evidence_cert_hold', 'multi_gpu_hopper', 'switch_evidence_ls10'];
  for (const name of lists.flatMap((one) => [`${one}.json`, `made-${one}.flipped.json`])) {
    const items = JSON.parse(text(recorded(name))) as readonly SdkItem[];
    const theirs = items.every(({ certificate, evidence }) =>
      opensslAccepts(Buffer.from(certificate, 'base64').toString(), Buffer.from(evidence, 'base64')),
    );
    count(table, name, (await appraised({ evidence: name }, crypto)).claims !== null, theirs);
  }
  for (const [report, chain] of BARE) {
    const theirs = opensslAccepts(text(recorded(chain)), Buffer.from(text(recorded(report)), 'hex'));
    count(table, `${report} under ${chain}`, (await appraised({ evidence: report, chain }, crypto)).claims !== null, theirs);
  }
  return table.print('OpenSSL, certificates and reports of devices');
}

/** Reports without their certificates: each with its own, and some with another's. */
const BARE: readonly (readonly [string, string])[] = [
  ['hopperAttestationReport.txt', 'hopperCertChain.txt'],
  ['hopperAttestationReport.txt', 'blackwellCertChain.txt'],
  ['blackwellAttestationReport.txt', 'blackwellCertChain.txt'],
  ['t_hopperAttestationReport.txt', 't_hopperCertChain.txt'],
  ['t_hopperAttestationReportExpired.txt', 't_hopperCertChainExpired.txt'],
  ['t_hopperAttestationReportInvalidSignature.txt', 't_hopperCertChainExpired.txt'],
];

function count(table: Table, id: string, ours: boolean, theirs: boolean): void {
  if (ours === theirs) table.agreed += 1;
  else table.differ(id, undefined, `ours ${String(ours)}, theirs ${String(theirs)}`);
}

/** All three. @returns differences without an explanation */
export async function nvidia(crypto: CryptoPort): Promise<number> {
  return (await expectations(crypto)) + (await referenceFiles(crypto)) + (await devices(crypto));
}
