import { listsIn } from './accelerator-lists.ts';
import { appraise, type AppraisalInput } from './appraise.ts';
import { committed, type AnyBinding } from './protocol/binding.ts';
import { fromHex, toHex, type Hex } from './bytes/hex.ts';
import { fromUtf8 } from './bytes/text.ts';
import { ASPECTS, worse, type Tier } from './check.ts';
import { isSet, type Claims } from './claims.ts';
import { parseJson } from './encoding/json.ts';
import { JsonObject } from './encoding/json-value.ts';
import { unlessMalformed } from './malformed.ts';
import { openAmong, type Opening } from './opening.ts';
import type { AttestationResult } from './result.ts';

/**
 * What is proven of devices beside the processor, weakest first. They are never mixed up:
 *
 * - `unproven`: the reports do not verify
 * - `genuine`: genuine devices, which did not answer this visit
 * - `answering`: genuine, and the reports carry the nonce of this visit; they may be in any machine
 * - `named`: the attested guest's own evidence commits to these reports
 *
 * That a device is attached to this processor (TDISP) is a fifth that nobody can prove yet.
 */
export type AcceleratorLevel = 'unproven' | 'genuine' | 'answering' | 'named';

/** Where the guest's evidence names the reports. HOST_DATA does not count: the host chooses it, not the guest. */
export type NamedBy = 'binding' | 'event-log';

/** The appraisal of the devices beside a processor, and what it means for the machine that named them, or did not. */
export type Accelerators = {
  /** The devices' own appraisal. Measurements that are zero are left out: a list of twelve devices has 700 of them. */
  readonly result: AttestationResult;
  readonly level: AcceleratorLevel;
  readonly namedBy: NamedBy | null;
  /**
   * What the devices mean for the machine: `none` unless the guest's evidence names them, because anyone can relay reports, good
   * or failing; `contraindicated` when those that it names fail; never better than the guest, nor than the devices.
   */
  readonly machine: Tier;
  /** The devices rest on a test root, and the service does not: nothing is proven of real devices next to a real machine. */
  readonly onlySimulated: boolean;
};

/** What `appraiseAccelerators` is called with. Devices have no reference values of the site's and no page of their own. */
export type AcceleratorInput = Omit<AppraisalInput, 'references' | 'visit'> & {
  /** The 32 bytes of this visit. */
  readonly nonce: Uint8Array;
  /** The service's own result for the evidence that came with these reports. */
  readonly service: AttestationResult;
  /** What the site claims that evidence commits to; it counts only if that result confirms it. */
  readonly binding: AnyBinding | null;
};

/** Appraises the machine's devices next to the evidence of its service. Never throws for bad input, like `appraise`. */
export async function appraiseAccelerators(input: AcceleratorInput): Promise<Accelerators> {
  const { nonce, service, anchors, policy, endorsements, now, clockChanged, crypto } = input;
  const rest = { anchors, policy, endorsements, now, clockChanged, crypto, references: [] };
  const appraised = (opening: Opening): Promise<AttestationResult> =>
    appraise({ ...rest, opening, visit: { expected: { reportData: null, nonce: null } } });
  const whole = await appraised(input.opening);
  const { namedBy, partly } = await namedIn(input, whole.evidence);
  const onlySimulated = whole.simulated.length > 0 && service.simulated.length === 0;
  const named = await Promise.all(partly.map(async (list) => tierOfDevices(await appraised(list))));
  const machine = named.includes('contraindicated')
    ? 'contraindicated'
    : machineOf(tierOfDevices(whole), namedBy === null ? null : service);
  return {
    result: withoutZeros(whole),
    level: levelOf(whole, nonce, namedBy),
    namedBy,
    machine: onlySimulated ? 'none' : machine,
    onlySimulated,
  };
}

/** How the guest names all of the reports; where it does not, the lists among them that it names. */
type Named = { readonly namedBy: NamedBy | null; readonly partly: readonly Opening[] };

async function namedIn({ opening, service, binding, crypto }: AcceleratorInput, evidence: Hex): Promise<Named> {
  const whole = nameOf(service, binding, evidence);
  if (whole !== null || opening.at !== 'opened') return { namedBy: whole, partly: [] };
  const lists = await listsIn(opening.evidence.bytes, crypto);
  const names = lists.map(({ sha256 }) => nameOf(service, binding, sha256));
  const [first] = names;
  if (first !== undefined && !names.includes(null)) return { namedBy: first, partly: [] };
  // A list that nobody names, put next to a named one, does not hide that the named one fails.
  const named = lists.filter((_, at) => names[at] !== null);
  return { namedBy: null, partly: named.map(({ bytes }) => openAmong([opening.tee], { ...opening.evidence, bytes })) };
}

/** @param guest the service whose evidence names these devices, if it does */
function machineOf(devices: Tier, guest: AttestationResult | null): Tier {
  if (guest === null) return 'none';
  // A confirmation is worth no more than the guest's word; a failure is theirs, whatever is in doubt about the guest.
  return OF_THE_GUEST.map((aspect) => guest.vector[aspect]).reduce(worse, devices);
}

/** The aspects of a device; executables and channel concern the service. */
function tierOfDevices({ vector }: AttestationResult): Tier {
  // The level states whether the reports are fresh; reports whose freshness check failed answered someone else.
  const fresh: Tier = vector.freshness === 'contraindicated' ? vector.freshness : 'affirming';
  return [vector.hardware, vector.configuration, fresh].reduce<Tier>(worse, 'affirming');
}

function levelOf({ claims }: AttestationResult, nonce: Uint8Array, namedBy: NamedBy | null): AcceleratorLevel {
  if (claims === null) return 'unproven';
  if (namedBy !== null) return 'named';
  return claims.nonce === toHex(nonce) ? 'answering' : 'genuine';
}

/** What makes evidence the word of a guest in a genuine TEE that nobody looks into. */
const OF_THE_GUEST = ['hardware', 'configuration'] as const;

/** How the guest's authentic evidence commits to exactly these bytes. @param evidence SHA-256 of the reports as received */
function nameOf({ claims, findings, vector }: AttestationResult, binding: AnyBinding | null, evidence: Hex): NamedBy | null {
  // Whoever can look into the guest, forge its evidence or run other code in it can make it name anything; and what another
  // connection or another visit was answered is no word of this machine. Where it is open whether the processor's key was
  // revoked, or whether the guest can be debugged, it is open whose word it is: then there is none.
  const failed = ASPECTS.some((aspect) => vector[aspect] === 'contraindicated');
  const proven = OF_THE_GUEST.every((aspect) => vector[aspect] === 'affirming' || vector[aspect] === 'warning');
  if (claims === null || failed || !proven) return null;
  const isBound = findings.some(({ check, outcome }) => check === 'binding.report-data' && outcome === 'pass');
  const named = binding === null ? [] : committed(binding).keysFor('accelerators');
  if (isBound && named.some((key) => toHex(key) === evidence)) return 'binding';
  return loggedDigest(claims) === evidence ? 'event-log' : null;
}

/** dstack measures `gpu-attestation` into RTMR3 before the application runs, with the digest of what it verified. */
const LOGGED = 'GPU_ATTESTATION';

function loggedDigest({ measurements }: Claims): Hex | undefined {
  const logged = measurements.find(({ register }) => register === LOGGED);
  if (logged === undefined) return undefined;
  return unlessMalformed(() => {
    const payload = parseJson(fromUtf8(fromHex(logged.value, LOGGED), LOGGED), LOGGED);
    return payload instanceof JsonObject ? payload.string('evidence_sha256').toLowerCase() : undefined;
  }, undefined);
}

function withoutZeros(result: AttestationResult): AttestationResult {
  const { claims } = result;
  return claims === null ? result : { ...result, claims: { ...claims, measurements: claims.measurements.filter(isSet) } };
}
