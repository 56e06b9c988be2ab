import { toHex, type Hex } from './bytes/hex.ts';
import type { Application } from './dstack/compose.ts';
import type { Giver } from './endorsement.ts';

/** One register of the evidence: `MRENCLAVE`, `MRTD`, `RTMR0`, `MEASUREMENT`, `PCR0`, `ENCLAVE_HASH`, … */
export type Measurement = { readonly register: string; readonly value: Hex };

/**
 * A register that is fully explained by the registers `as`, which were read from a document whose hash is in the evidence
 * (dstack's event log). Explained is not reviewed: code is known only to reviewers who name those registers.
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
 * Parts whose patch level Intel's tables rate separately (PCS API v4, "Enclave TCB info", "TDX TCB info", "Enclave identity"):
 * SGX TCB components, PCESVN, TDX TCB components, TDX module, quoting enclave.
 */
export const TCB_PARTS = ['sgx-components', 'pcesvn', 'tdx-components', 'tdx-module', 'quoting-enclave'] as const;

/** One of those parts. */
export type TcbPart = (typeof TCB_PARTS)[number];

/** What is known of the platform's patch level; a field is absent where the manufacturer has no such concept. */
export type TcbStatusClaim = {
  readonly status?: TcbStatus;
  /** IAS `isvEnclaveQuoteStatus`, in Intel's spelling. */
  readonly quoteStatus?: string;
  /** Intel: which parts need updating before the status is neither OutOfDate nor Revoked; absent if none does. */
  readonly behind?: readonly TcbPart[];
  /** RFC 3339; the date of the matched TCB level. */
  readonly date?: string;
  readonly advisories: readonly string[];
  /** Intel: tcbEvaluationDataNumber of the TCB info used. */
  readonly evaluationDataNumber?: number;
  /**
   * Intel: the provenance of that TCB info. A site's own copy is only as good as its signature and number, and the site chose to
   * send it.
   */
  readonly tableFrom?: Giver;
  /** Security version numbers in the manufacturer's own terms, e.g. `{ bootloader: 4, snp: 24 }`. */
  readonly versions?: Readonly<Record<string, number>>;
};

/** What authenticated evidence says, normalised; plain JSON. Null in the result unless the evidence authenticated. */
export type Claims = {
  /**
   * Every register of the evidence, zero or not, so that a reference value can also require zeros; in the manufacturer's order.
   */
  readonly measurements: readonly Measurement[];
  /** Those of them whose value the host or operator chose (CONFIGID, MRCONFIGID, HOST_DATA, …) and that are not zero. */
  readonly hostChosen: readonly Measurement[];
  /** Those of them that running code extends after launch (RTMR3, PCR16 to PCR31) and that are not zero. */
  readonly runTime: readonly Measurement[];
  /** What a document sent with the evidence explains of `hostChosen` and `runTime`. */
  readonly explained: readonly Explained[];
  /**
   * Sets of registers of which a reference value must name at least one completely, when this form of evidence needs others than
   * its TEE usually does (for instance, a guest behind a paravisor, whose measurement is the paravisor's).
   */
  readonly codeRegisters?: readonly (readonly string[])[];
  /** The field that carries the binding digest: report_data, user_data, data; lowercase hex, null where absent. */
  readonly reportData: Hex | null;
  /** A nonce in a field of its own (Nitro), otherwise null. */
  readonly nonce: Hex | null;
  /** A public key in a field of its own (Nitro); absent where there is none. */
  readonly publicKey?: Hex;
  /**
   * Host or operator can read the memory: SGX DEBUG, TD DEBUG, SNP policy DEBUG, Nitro zero PCRs. Null where the format cannot
   * say.
   */
  readonly debug: boolean | null;
  readonly tcb: TcbStatusClaim;
  /** RFC 3339; when the evidence itself states that it was made (Nitro, IAS), otherwise null. */
  readonly madeAt: string | null;
  /** What a compose file says will run, if its hash is among the measurements. */
  readonly application?: Application;
  /** The device's own key, 32 bytes, where a register of devices vouched for it; absent where certificates do. */
  readonly deviceKey?: Hex;
  /** Other details, as label → value, in the manufacturer's terms (`ISVPRODID`, `FMSPC`, …). */
  readonly details: Readonly<Record<string, string | number | boolean>>;
};
