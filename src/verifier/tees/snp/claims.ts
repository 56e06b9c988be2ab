import { LEFT_TO_SOFTWARE, PARAVISOR_PCRS, pcrRegisters } from '../../azure/registers.ts';
import type { AmdProductLine } from '../../anchors/anchor.ts';
import { toHex, type Hex } from '../../bytes/hex.ts';
import { isSet, registersOf, type Claims, type Measurement } from '../../claims.ts';
import type { Wrapped } from './envelope.ts';
import type { HostData } from './host-data.ts';
import { hasBit, PLATFORM_BIT, POLICY_BIT } from './layout.ts';
import type { FirmwareVersion, Report } from './report.ts';
import type { Levels } from './platform.ts';
import { describeTcb, TCB_COMPONENTS, type Tcb } from './tcb.ts';
import type { Vek, VekKind } from './vek/certificate.ts';

/** What the checks found out on the way. */
export type Found = {
  readonly line: AmdProductLine;
  readonly kind: VekKind;
  readonly vek: Vek;
  readonly levels: Levels;
  readonly advisories: readonly string[];
  readonly hostData: HostData;
};

/** Claims of a report that authenticated, in AMD's terms. @param reportData what the evidence commits to (bound-data.ts). */
export function claimsOf(wrapped: Wrapped, found: Found, reportData: Hex | null): Claims {
  const { report, paravisor, quote } = wrapped;
  const { hostData } = found;
  const chosen = chosenRegisters(report);
  const pcrs = quote?.pcrs ?? [];
  return {
    measurements: [...registersOf({ MEASUREMENT: report.measurement }), ...pcrRegisters(pcrs), ...chosen, ...hostData.registers],
    hostChosen: chosen.filter(isSet),
    // What HOST_DATA is known to represent is loaded after launch, and not in MEASUREMENT.
    runTime: [
      ...pcrRegisters(pcrs.filter(({ index }) => LEFT_TO_SOFTWARE.includes(index))),
      ...chosen.filter(({ register }) => hostData.explained.some((one) => one.register === register)),
    ].filter(isSet),
    explained: hostData.explained,
    ...(hostData.application === undefined ? {} : { application: hostData.application }),
    ...(paravisor === undefined ? {} : { codeRegisters: [['MEASUREMENT', ...PARAVISOR_PCRS]] }),
    reportData,
    nonce: null,
    debug: hasBit(report.policy, POLICY_BIT.debugAllowed),
    tcb: { advisories: found.advisories, versions: versionsOf(found.levels.reported) },
    madeAt: null,
    details: detailsOf(wrapped, found),
  };
}

/**
 * The registers that the launcher of the guest chose: HOST_DATA freely, the others by presenting an ID block (AMD 56860,
 * SNP_LAUNCH_FINISH), which any key may have signed.
 */
function chosenRegisters(report: Report): readonly Measurement[] {
  const svn = new Uint8Array(4);
  new DataView(svn.buffer).setUint32(0, report.guestSvn, false);
  return registersOf({
    HOST_DATA: report.hostData,
    ID_KEY_DIGEST: report.idKeyDigest,
    AUTHOR_KEY_DIGEST: report.authorKeyDigest,
    FAMILY_ID: report.familyId,
    IMAGE_ID: report.imageId,
    GUEST_SVN: svn,
  });
}

function versionsOf(tcb: Tcb): Readonly<Record<string, number>> {
  return Object.fromEntries(TCB_COMPONENTS.flatMap((name) => (tcb[name] === undefined ? [] : [[name, tcb[name]]])));
}

function detailsOf({ report, paravisor, quote }: Wrapped, { line, kind, vek, levels }: Found): Claims['details'] {
  const { committed, current, launch } = levels;
  return {
    'product line': line,
    'product name': vek.productName,
    ...(report.cpuid === undefined ? {} : { processor: processor(report.cpuid) }),
    'report version': report.version,
    'signing key': kind === 'vcek' ? 'VCEK' : 'VLEK',
    ...(vek.provider === undefined ? {} : { CSP_ID: vek.provider }),
    CHIP_ID: toHex(report.chipId),
    VMPL: report.vmpl,
    AUTHOR_KEY_EN: report.key.authorKeyEnabled,
    POLICY: describePolicy(report.policy),
    PLATFORM_INFO: describeBits(report.platformInfo, PLATFORM_BIT),
    firmware: describeVersion(report.current),
    'committed firmware': describeVersion(report.committed),
    COMMITTED_TCB: describeTcb(committed),
    CURRENT_TCB: describeTcb(current),
    LAUNCH_TCB: describeTcb(launch),
    ...mitigations(report),
    REPORT_ID: toHex(report.reportId),
    REPORT_ID_MA: toHex(report.reportIdOfMigrationAgent),
    ...(paravisor === undefined ? {} : { REPORT_DATA: toHex(report.reportData), ...prefixed('vm', paravisor.configuration) }),
    ...(quote === undefined ? {} : { 'TPM extraData': toHex(quote.extraData) }),
  };
}

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

function processor({ family, model, stepping }: NonNullable<Report['cpuid']>): string {
  return `family ${hex(family)}, model ${hex(model)}, stepping ${String(stepping)}`;
}

function describeVersion({ major, minor, build }: FirmwareVersion): string {
  return `${String(major)}.${String(minor)} build ${String(build)}`;
}

function describePolicy(policy: bigint): string {
  const abi = `ABI ${String((policy >> 8n) & 0xffn)}.${String(policy & 0xffn)}`;
  return [abi, describeBits(policy, POLICY_BIT)].filter((part) => part !== '').join(', ');
}

/** The word, with the names of its set bits. */
function describeBits(word: bigint, bits: Readonly<Record<string, number>>): string {
  const set = Object.entries(bits).flatMap(([name, bit]) => (hasBit(word, bit) ? [name] : []));
  return [hex(word), ...set].join(', ');
}

function mitigations({ mitigations: vectors }: Report): Claims['details'] {
  return vectors === undefined ? {} : { LAUNCH_MIT_VECTOR: hex(vectors.launch), CURRENT_MIT_VECTOR: hex(vectors.current) };
}

function prefixed(prefix: string, members: Claims['details']): Claims['details'] {
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [`${prefix} ${name}`, value]));
}
