import type { AmdAnchors, AmdProductLine, Anchors } from '../../anchors/anchor.ts';
import { noAnchors, testAnchor } from '../attester.ts';
import {
  issue,
  revocationList,
  selfSigned,
  type CertificateRequest,
  type ExtensionField,
  type Issued,
  type RevocationRequest,
} from '../authority.ts';
import { ia5, integer, name } from '../der-writer.ts';
import { p384Key, rsaKey, type TestKey } from '../keys.ts';
import type { RsaKeyName } from '../rsa-keys.ts';
import { OID } from '../../x509/extensions.ts';

/** A test AMD: ARK, ASK and ASVK of a product line under AMD's own names, and the certificates they issue. */
export type TestAmd = {
  readonly line: AmdProductLine;
  readonly ark: Issued;
  readonly ask: Issued;
  readonly asvk: Issued;
  readonly anchors: AmdAnchors;
};

/** A Name as AMD writes it (AMD 57230). */
export const amdName = (commonName: string): Uint8Array =>
  name({ OU: 'Engineering', C: 'US', L: 'Santa Clara', ST: 'CA', O: 'Advanced Micro Devices', CN: commonName });

const PREFIX: Readonly<Record<AmdProductLine, number>> = { Milan: 1, Genoa: 2, Turin: 3 };

/** `own` is the authority whose anchors tests trust; `rogue` has the same names and other keys. */
function make(line: AmdProductLine, which: 'own' | 'rogue'): TestAmd {
  const [arkKey, askKey, asvkKey] =
    which === 'own'
      ? (['rsa-4096-a', 'rsa-4096-b', 'rsa-4096-c'] as const)
      : (['rsa-4096-c', 'rsa-4096-a', 'rsa-4096-b'] as const);
  const key = (of: RsaKeyName): TestKey => rsaKey(of, 'rsa-pss-sha384');
  const serial = (last: readonly [number, number]): Uint8Array => Uint8Array.of(PREFIX[line], ...last);
  const ark = selfSigned({ subject: amdName(`ARK-${line}`), key: key(arkKey), serial: serial([0, 0]) });
  const signer = { ca: true, pathLength: 0 } as const;
  const ask = issue(ark, { ...signer, subject: amdName(`SEV-${line}`), key: key(askKey), serial: serial([0, 1]) });
  const asvk = issue(ark, { ...signer, subject: amdName(`SEV-VLEK-${line}`), key: key(asvkKey), serial: serial([1, 1]) });
  const anchors = {
    ark: testAnchor(`test ARK ${line}`, ark.certificate),
    ask: testAnchor(`test ASK ${line}`, ask.certificate),
    asvk: testAnchor(`test ASVK ${line}`, asvk.certificate),
  };
  return { line, ark, ask, asvk, anchors };
}

const made = new Map<string, TestAmd>();

/** The authority of a line; made once, since each has RSA keys of 4096 bits. */
export function testAmd(line: AmdProductLine, which: 'own' | 'rogue' = 'own'): TestAmd {
  const id = `${line} ${which}`;
  const amd = made.get(id) ?? make(line, which);
  made.set(id, amd);
  return amd;
}

/** The test anchors of all three lines and no others. */
export const snpTestAnchors = (): Anchors => ({
  ...noAnchors,
  amd: { Milan: [testAmd('Milan').anchors], Genoa: [testAmd('Genoa').anchors], Turin: [testAmd('Turin').anchors] },
});

/** What a VCEK or VLEK is to contain; dates are RFC 3339. */
export type VekRequest = {
  /** TCB_VERSION as in a report of that line. */
  readonly tcb: Uint8Array;
  /** CHIP_ID as in a report; on Turin its first 8 bytes count. */
  readonly chipId?: Uint8Array;
  readonly provider?: string;
  readonly productName?: string;
  readonly key?: TestKey;
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Extension values by the last arcs of their OIDs (`3.8`), null to leave one out; overrides the usual ones. */
  readonly extensions?: Readonly<Record<string, Uint8Array | null>>;
  readonly moreExtensions?: readonly ExtensionField[];
  readonly alter?: CertificateRequest['alter'];
  readonly subject?: string;
};

/** The key that a test chip derives for this TCB. */
export const vekKey = (kind: 'vcek' | 'vlek', tcb: Uint8Array): TestKey => p384Key(`${kind} ${Buffer.from(tcb).toString('hex')}`);

const AMD_ARC = '1.3.6.1.4.1.3704.1';

function tcbExtensions(line: AmdProductLine, tcb: Uint8Array): Readonly<Record<string, Uint8Array>> {
  const at = (index: number): Uint8Array => integer(tcb[index] ?? 0);
  const zero = integer(0);
  return line === 'Turin'
    ? { '3.9': at(0), '3.1': at(1), '3.2': at(2), '3.3': at(3), '3.5': zero, '3.6': zero, '3.7': zero, '3.8': at(7) }
    : { '3.1': at(0), '3.2': at(1), '3.4': zero, '3.5': zero, '3.6': zero, '3.7': zero, '3.3': at(6), '3.8': at(7) };
}

/** A VCEK (with `chipId`) or VLEK (without) certificate. @param signWith signs in place of ASK or ASVK, for forgeries. */
export function issueVek(amd: TestAmd, request: VekRequest, signWith?: TestKey): Issued {
  const { line } = amd;
  const kind = request.chipId === undefined ? 'vlek' : 'vcek';
  const wanted: Readonly<Record<string, Uint8Array | null>> = {
    '1': integer(line === 'Turin' ? 1 : 0),
    '2': ia5(request.productName ?? (line === 'Milan' && kind === 'vcek' ? 'Milan-B0' : line)),
    ...tcbExtensions(line, request.tcb),
    ...(request.chipId === undefined
      ? { '5': ia5(request.provider ?? 'CN=cc.cloud.example') }
      : { '4': line === 'Turin' ? request.chipId.filter((_, index) => index < 8) : request.chipId }),
    ...request.extensions,
  };
  const extensions = Object.entries(wanted).flatMap(([arcs, value]) =>
    value === null ? [] : [{ oid: `${AMD_ARC}.${arcs}`, value }],
  );
  const signer = kind === 'vcek' ? amd.ask : amd.asvk;
  return issue(
    signer,
    {
      subject: amdName(request.subject ?? (kind === 'vcek' ? 'SEV-VCEK' : 'SEV-VLEK')),
      key: request.key ?? vekKey(kind, request.tcb),
      serial: Uint8Array.of(0),
      notBefore: request.notBefore ?? '2025-01-01T00:00:00Z',
      notAfter: request.notAfter ?? '2032-01-01T00:00:00Z',
      without: [OID.authorityKeyIdentifier, OID.subjectKeyIdentifier, OID.keyUsage, OID.basicConstraints],
      extensions: [...extensions, ...(request.moreExtensions ?? [])],
      ...(request.alter === undefined ? {} : { alter: request.alter }),
    },
    signWith ?? signer.key,
  );
}

/** A revocation list of the line's ARK. */
export function issueList(amd: TestAmd, request: Partial<RevocationRequest> = {}, signWith?: TestKey): Uint8Array {
  const usual = { thisUpdate: '2026-10-01T00:00:00Z', nextUpdate: '2026-12-15T00:00:00Z' };
  return revocationList(amd.ark, { ...usual, ...request }, signWith ?? amd.ark.key);
}
