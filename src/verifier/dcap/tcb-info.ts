import { fromHex, toHex, type Hex } from '../bytes/hex.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import { parseRfc3339, type Instant } from '../time.ts';
import type { QuoteTee } from './quote.ts';
import { readSignedJson, type SignedJson } from './signed-json.ts';
import {
  PLATFORM_STATUSES,
  readTcbStatus,
  readSvnLevels,
  refuseTwins,
  type PlatformStatus,
  type TcbStatusAt,
  type SvnLevel,
} from './tcb-level.ts';

/** Intel's TCB info of one platform family (PCS API v4, "Get TCB Info", TCB info versions 2 and 3), parsed, not yet verified. */
export type TcbInfo = SignedJson & {
  readonly version: 2 | 3;
  readonly tee: QuoteTee;
  readonly issued: Instant;
  readonly nextUpdate: Instant;
  readonly fmspc: Hex;
  readonly pceId: Hex;
  readonly evaluationDataNumber: number;
  /** Highest first. */
  readonly levels: readonly TcbLevel[];
  /** TDX: the module without a version in its SVN (teeTcbSvn[1] = 0). */
  readonly module: ModuleIdentity | undefined;
  /** TDX: the modules by version number. */
  readonly modules: ReadonlyMap<number, ModuleIdentity & { readonly levels: readonly SvnLevel[] }>;
};

/** A level of the platform: reached when every component is at least this high. */
export type TcbLevel = TcbStatusAt<PlatformStatus> & {
  readonly components: readonly number[];
  readonly pceSvn: number;
  /** TDX module components, 16 of them; empty for SGX. */
  readonly tdxComponents: readonly number[];
};

/** A TDX module's signer (48 bytes, all zero for Intel's own) and attributes (8 bytes). */
export type ModuleIdentity = { readonly mrSigner: Hex; readonly attributes: Hex };

const COMPONENTS = 16;

/** @throws Malformed */
export function readTcbInfo(bytes: Uint8Array): TcbInfo {
  const signed = readSignedJson(bytes, 'tcbInfo');
  const { body } = signed;
  const version = body.natural('version');
  if (version !== 2 && version !== 3) throw new Unsupported('tcbInfo.version', 'not 2 or 3');
  // Version 2 predates TDX and names no TEE.
  const tee = version === 2 ? 'sgx' : readTee(body);
  if (body.natural('tcbType') !== 0) throw new Unsupported('tcbInfo.tcbType', 'unknown');
  return {
    ...signed,
    version,
    tee,
    issued: parseRfc3339(body.string('issueDate'), 'tcbInfo.issueDate'),
    nextUpdate: parseRfc3339(body.string('nextUpdate'), 'tcbInfo.nextUpdate'),
    fmspc: fixedHex(body, 'fmspc', 6),
    pceId: fixedHex(body, 'pceId', 2),
    evaluationDataNumber: body.natural('tcbEvaluationDataNumber'),
    levels: readLevels(body, version, tee),
    module: tee === 'tdx' ? readModule(body.object('tdxModule')) : undefined,
    modules: tee === 'tdx' && body.has('tdxModuleIdentities') ? readModules(body) : new Map(),
  };
}

function readTee(body: JsonObject): QuoteTee {
  const id = body.string('id');
  if (id !== 'SGX' && id !== 'TDX') throw new Unsupported('tcbInfo.id', 'not SGX or TDX');
  return id === 'SGX' ? 'sgx' : 'tdx';
}

/** Hex of an exact number of bytes, in either case, as lowercase. */
export function fixedHex(object: JsonObject, name: string, length: number): Hex {
  const bytes = fromHex(object.string(name), `${object.path}.${name}`);
  if (bytes.length !== length) throw new Malformed(`${object.path}.${name}`, `not ${String(length)} bytes`);
  return toHex(bytes);
}

function readLevels(body: JsonObject, version: 2 | 3, tee: QuoteTee): readonly TcbLevel[] {
  const levels = body
    .array('tcbLevels')
    .objects()
    .map((level) => readLevel(level, version, tee));
  if (levels.length === 0) throw new Malformed('tcbInfo.tcbLevels', 'empty');
  const sorted = levels.toSorted((a, b) => compareLevels(b, a));
  refuseTwins(sorted, (a, b) => compareLevels(a, b) === 0, 'tcbInfo.tcbLevels');
  return sorted;
}

function readLevel(level: JsonObject, version: 2 | 3, tee: QuoteTee): TcbLevel {
  const tcb = level.object('tcb');
  const pceSvn = tcb.natural('pcesvn');
  if (pceSvn > 0xffff) throw new Malformed(`${tcb.path}.pcesvn`, 'out of range');
  const names = Array.from({ length: COMPONENTS }, (_, at) => `sgxtcbcomp${String(at + 1).padStart(2, '0')}svn`);
  return {
    ...readTcbStatus(level, PLATFORM_STATUSES),
    components: version === 2 ? names.map((name) => svn(tcb, name)) : readComponents(tcb, 'sgxtcbcomponents'),
    pceSvn,
    tdxComponents: tee === 'tdx' ? readComponents(tcb, 'tdxtcbcomponents') : [],
  };
}

function readComponents(tcb: JsonObject, name: string): readonly number[] {
  const components = tcb
    .array(name)
    .objects()
    .map((component) => svn(component, 'svn'));
  if (components.length !== COMPONENTS) throw new Malformed(`${tcb.path}.${name}`, 'not 16 components');
  return components;
}

function svn(object: JsonObject, name: string): number {
  const value = object.natural(name);
  if (value > 0xff) throw new Malformed(`${object.path}.${name}`, 'out of range');
  return value;
}

/** SGX components in order, then PCESVN, then TDX components (the order in which Intel's library sorts). */
function compareLevels(a: TcbLevel, b: TcbLevel): number {
  const numbers = ({ components, pceSvn, tdxComponents }: TcbLevel): readonly number[] => [
    ...components,
    pceSvn,
    ...tdxComponents,
  ];
  const right = numbers(b);
  const differing = numbers(a)
    .map((left, at) => left - (right[at] ?? 0))
    .find((difference) => difference !== 0);
  return differing ?? 0;
}

function readModule(module: JsonObject): ModuleIdentity {
  fixedHex(module, 'attributesMask', 8);
  return { mrSigner: fixedHex(module, 'mrsigner', 48), attributes: fixedHex(module, 'attributes', 8) };
}

/** `TDX_` and the version in two hex digits of either case. */
const MODULE_ID = /^TDX_([0-9a-f]{2})$/i;

function readModules(body: JsonObject): TcbInfo['modules'] {
  const modules = new Map<number, ModuleIdentity & { readonly levels: readonly SvnLevel[] }>();
  for (const identity of body.array('tdxModuleIdentities').objects()) {
    const id = MODULE_ID.exec(identity.string('id'))?.[1];
    if (id === undefined) throw new Unsupported(`${identity.path}.id`, 'not TDX_ and two hex digits');
    const [version = 0] = fromHex(id, `${identity.path}.id`);
    if (modules.has(version)) throw new Malformed(`${identity.path}.id`, 'occurs twice');
    modules.set(version, { ...readModule(identity), levels: readSvnLevels(identity) });
  }
  return modules;
}
