import { toHex, type Hex } from './bytes/hex.ts';
import type { Application } from './dstack/compose.ts';
import type { Giver } from './endorsement.ts';

/** One register of the evidence: `MRENCLAVE`, `MRTD`, `RTMR0`, `MEASUREMENT`, `PCR0`, `ENCLAVE_HASH`, … */
export type Measurement = { readonly register: string; readonly value: Hex };

/**
 * A register that says no more than the registers `as` do, which were read from a document whose hash is in the evidence
 * (dstack's event log). Explained is not reviewed: code is known only to whoever names those registers.
 */
export type Explained = { readonly register: string; readonly as: readonly string[] };

/** Registers by their names, in this order. */
export const registersOf = (named: Readonly<Record<string, Uint8Array>>): readonly Measurement[] =>
  Object.entries(named).map(([register, bytes]) => ({ register, value: toHex(bytes) }));

/** Is any bit of the register set? */
export const isSet = ({ value }: Measurement): boolean => !/^0*$/.test(value);

/** Intel's names (Intel SGX PCS API v4, TCB Info, `tcbStatus`) and DCAP's relaunch states (QVL `TCB_TD_RELAUNCH_ADVISED…`). */
export type TcbStatus =
  | 'UpToDate'
  | 'SWHardeningNeeded'
  | 'ConfigurationNeeded'
  | 'ConfigurationAndSWHardeningNeeded'
  | 'OutOfDate'
  | 'OutOfDateConfigurationNeeded'
  | 'TdRelaunchAdvised'
  | 'TdRelaunchAdvisedConfigurationNeeded'
  | 'Revoked';

/**
 * Parts whose patch level Intel's tables judge, each by itself (PCS API v4, "Enclave TCB info", "TDX TCB info", "Enclave
 * identity"): SGX TCB components, PCESVN, TDX TCB components, TDX module, quoting enclave.
 */
export const TCB_PARTS = ['sgx-components', 'pcesvn', 'tdx-components', 'tdx-module', 'quoting-enclave'] as const;
export type TcbPart = (typeof TCB_PARTS)[number];

/** What is known of the platform's patch level; a field is absent where the manufacturer has no such notion. */
export type TcbStatusClaim = {
  readonly status?: TcbStatus;
  /** IAS `isvEnclaveQuoteStatus`, in Intel's spelling. */
  readonly quoteStatus?: string;
  /** Intel: which parts have to be updated before the status is none of OutOfDate or Revoked; absent where none has. */
  readonly behind?: readonly TcbPart[];
  /** RFC 3339; the date of the matched TCB level. */
  readonly date?: string;
  readonly advisories: readonly string[];
  /** Intel: tcbEvaluationDataNumber of the TCB info used. */
  readonly evaluationDataNumber?: number;
  /** Intel: who gave that TCB info. A site's own is as good as its signature and its number, and it chose to send it. */
  readonly tableFrom?: Giver;
  /** Security version numbers in the manufacturer's own words, e.g. `{ bootloader: 4, snp: 24 }`. */
  readonly versions?: Readonly<Record<string, number>>;
};

/** What authenticated evidence says, normalised; plain JSON. Absent (null in the result) unless it authenticated. */
export type Claims = {
  /** Every register of the evidence, zero or not, so that a reference value can also ask for zeros; in the manufacturer's order. */
  readonly measurements: readonly Measurement[];
  /** Those of them whose value the host or operator chose (CONFIGID, MRCONFIGID, HOST_DATA, …) and that are not zero. */
  readonly hostChosen: readonly Measurement[];
  /** Those of them that whatever runs extends after the start (RTMR3, PCR16 to PCR31) and that are not zero. */
  readonly runTime: readonly Measurement[];
  /** What a document beside the evidence explains of `hostChosen` and `runTime`. */
  readonly explained: readonly Explained[];
  /**
   * Sets of registers of which a reference value must name at least one whole, when evidence of this form needs others
   * than its TEE usually does (a guest behind a paravisor, say, whose measurement is the paravisor's).
   */
  readonly codeRegisters?: readonly (readonly string[])[];
  /** The slot that carries the binding digest: report_data, user_data, data; lowercase hex, null where absent. */
  readonly reportData: Hex | null;
  /** A nonce that the evidence carries in a field of its own (Nitro), else null. */
  readonly nonce: Hex | null;
  /** A public key that the evidence carries in a field of its own (Nitro); absent where it has none. */
  readonly publicKey?: Hex;
  /** Host or operator can read the memory: SGX DEBUG, TD DEBUG, SNP policy DEBUG, Nitro zero PCRs. Null where the format cannot say. */
  readonly debug: boolean | null;
  readonly tcb: TcbStatusClaim;
  /** RFC 3339; when the evidence itself says it was made (Nitro, IAS), else null. */
  readonly madeAt: string | null;
  /** What a compose file says will run, when its hash stands among the measurements. */
  readonly application?: Application;
  /** The device's own key, 32 bytes, where a register of devices vouched for it; absent where certificates do. */
  readonly deviceKey?: Hex;
  /** Everything else worth showing, as label → value, in the manufacturer's words (`ISVPRODID`, `FMSPC`, …). */
  readonly details: Readonly<Record<string, string | number | boolean>>;
};
