import { toHex } from '../../bytes/hex.ts';
import type { TestKey } from '../keys.ts';
import { PLATFORM } from './pki.ts';
import { QE_MRSIGNER } from './quote-writer.ts';

/** Intel's signed tables, as plain objects that a test may change before signing. */

export type Dates = { readonly issueDate: string; readonly nextUpdate: string };

const components = (svns: readonly number[]): object[] => svns.map((svn) => ({ svn }));
const all = (svn: number): readonly number[] => Array.from({ length: 16 }, () => svn);

/** One level of a TCB table: lowest SVNs, and what reaching them means. `date` is RFC 3339. */
export type LevelFields = {
  readonly sgx: readonly number[];
  readonly pceSvn: number;
  readonly tdx?: readonly number[];
  readonly status: string;
  readonly date: string;
  readonly advisories?: readonly string[];
};

/** A level as TCB info version 3 writes it. */
export function level({ sgx, pceSvn, tdx, status, date, advisories }: LevelFields): object {
  return {
    tcb: {
      sgxtcbcomponents: components(sgx),
      pcesvn: pceSvn,
      ...(tdx === undefined ? {} : { tdxtcbcomponents: components(tdx) }),
    },
    tcbDate: date,
    tcbStatus: status,
    ...(advisories === undefined ? {} : { advisoryIDs: advisories }),
  };
}

/** A level in TCB info version 2. */
export function levelV2({ sgx, pceSvn, status, date }: LevelFields): object {
  const svns = Object.fromEntries(sgx.map((svn, at) => [`sgxtcbcomp${String(at + 1).padStart(2, '0')}svn`, svn]));
  return { tcb: { ...svns, pcesvn: pceSvn }, tcbDate: date, tcbStatus: status };
}

/** Current, and one that lacks patches. */
export const SGX_LEVELS: readonly LevelFields[] = [
  { sgx: all(8), pceSvn: 13, status: 'UpToDate', date: '2025-08-13T00:00:00Z' },
  {
    sgx: all(4),
    pceSvn: 11,
    status: 'OutOfDate',
    date: '2023-02-15T00:00:00Z',
    advisories: ['INTEL-SA-00828', 'INTEL-SA-00767'],
  },
];

/** The same levels with the SVNs of the TDX module's components. */
export const TDX_LEVELS: readonly LevelFields[] = SGX_LEVELS.map((one, at) => ({ ...one, tdx: all(at === 0 ? 5 : 2) }));

const svnLevels = (...levels: readonly (readonly [number, string])[]): object[] =>
  levels.map(([isvsvn, tcbStatus]) => ({ tcb: { isvsvn }, tcbDate: '2024-03-13T00:00:00Z', tcbStatus }));

/** The members of a `tcbInfo`. */
export function tcbInfo(tee: 'sgx' | 'tdx', dates: Dates, changes: object = {}): object {
  return {
    id: tee === 'sgx' ? 'SGX' : 'TDX',
    version: 3,
    ...dates,
    fmspc: PLATFORM.fmspc.toUpperCase(),
    pceId: PLATFORM.pceId,
    tcbType: 0,
    tcbEvaluationDataNumber: 20,
    ...(tee === 'sgx'
      ? {}
      : {
          tdxModule: module(''),
          tdxModuleIdentities: [{ ...module('TDX_01'), tcbLevels: svnLevels([5, 'UpToDate'], [2, 'OutOfDate']) }],
        }),
    tcbLevels: (tee === 'sgx' ? SGX_LEVELS : TDX_LEVELS).map(level),
    ...changes,
  };
}

function module(id: string): object {
  return {
    ...(id === '' ? {} : { id }),
    mrsigner: '00'.repeat(48),
    attributes: '00'.repeat(8),
    attributesMask: 'ff'.repeat(8),
  };
}

/** The members of an `enclaveIdentity`. */
export function qeIdentity(tee: 'sgx' | 'tdx', dates: Dates, changes: object = {}): object {
  return {
    id: tee === 'sgx' ? 'QE' : 'TD_QE',
    version: 2,
    ...dates,
    tcbEvaluationDataNumber: 20,
    miscselect: '00000000',
    miscselectMask: 'FFFFFFFF',
    attributes: '11000000000000000000000000000000',
    attributesMask: 'FBFFFFFFFFFFFFFF0000000000000000',
    mrsigner: toHex(QE_MRSIGNER),
    isvprodid: tee === 'sgx' ? 1 : 2,
    tcbLevels: svnLevels([8, 'UpToDate'], [4, 'OutOfDate'], [1, 'Revoked']),
    ...changes,
  };
}

/** A signed document in Intel's envelope, in two parts: the signed text, and the signature in hex. */
export type SignedText = { readonly text: string; readonly signature: string };

/** Signs the object as compact JSON. */
export function signed(body: object, key: TestKey): SignedText {
  const text = JSON.stringify(body);
  return { text, signature: toHex(key.sign(new TextEncoder().encode(text))) };
}
