import { toHex, type AttestationResult, type CryptoPort } from '../../verifier/index.ts';
import {
  bindingDigest,
  committed,
  LAYOUTS,
  type AnyBinding,
  type Binding,
  type ExecutionPointer,
} from '../../verifier/protocol/index.ts';
import type { RegistryView } from '../api/registry-view.ts';

/** What the fresh evidence says about the code; the chain must hold the same. Lowercase hex. */
export type FreshCode = { readonly mrEnclave: string; readonly mrSigner: string; readonly debug: boolean };

/** What may be asked of the public chain: verified keys and evidence, never an address. */
export type RegistryQuestion = {
  /** Selects which of the user's chains is asked. It is not sent: no node learns it. */
  readonly origin: string;
  readonly result: AttestationResult;
  readonly binding: AnyBinding | null;
  /** The result for the quote that the site says is registered; appraised only when a chain is asked. */
  readonly registered: () => Promise<AttestationResult | null>;
  readonly execution: ExecutionPointer | null;
  /** How often this was asked before without an answer, because the worker was stopped. */
  readonly resumed: number;
  /** The earlier answer about this document. */
  readonly answered: AnsweredQuestion | null;
};

/** What a chain answered, and to which question: the same question is not asked again. */
export type AnsweredQuestion = { readonly question: string; readonly view: RegistryView };

/** What is looked up on a chain: keys and verified values, plain JSON in lowercase hex. It contains no address of a site. */
export type LookUp =
  | {
      readonly what: 'enclave';
      readonly fresh: FreshCode;
      /** Account keys that the evidence commits to. */
      readonly accounts: readonly string[];
      /** Code and report data of a quote that a registrar would have used: the same keys, no nonce. */
      readonly registered: { readonly mrEnclave: string; readonly reportData: string };
      readonly execution: ExecutionPointer | null;
    }
  /** A device's key, or a key with which a manufacturer signs for its devices. */
  | { readonly what: 'device' | 'manufacturer'; readonly key: string };

/** More account keys than a binding needs; each costs a node another look-up. */
const MAX_ACCOUNTS = 4;

const measurement = ({ claims }: AttestationResult, register: string): string | null =>
  claims?.measurements.find((one) => one.register === register)?.value ?? null;

/** The code that the evidence shows; null where there is no SGX enclave, or nothing was authenticated. */
function freshCode(result: AttestationResult): FreshCode | null {
  const mrEnclave = measurement(result, 'MRENCLAVE');
  const mrSigner = measurement(result, 'MRSIGNER');
  if (result.claims === null || mrEnclave === null || mrSigner === null) return null;
  return { mrEnclave, mrSigner, debug: result.claims.debug === true };
}

/**
 * The binding, if the evidence was found to commit to it: until then its keys are only the site's claim. Enclaves register only
 * under our own layout.
 */
function boundBy({ binding, result }: RegistryQuestion): Binding | null {
  const holds = result.findings.some(({ check, outcome }) => check === 'binding.report-data' && outcome === 'pass');
  return holds && binding?.layout === 'sealmark-1' ? binding : null;
}

/**
 * The quote that the site says was registered, if it is about the same keys: under our own layout, or under that of Integritee's
 * workers, which register with a quote over an account alone. Otherwise as a quote of this code would be.
 */
async function registeredQuote(
  question: RegistryQuestion,
  binding: Binding,
  fresh: FreshCode,
  crypto: CryptoPort,
): Promise<{ readonly mrEnclave: string; readonly reportData: string }> {
  const usual = toHex(await bindingDigest(crypto, { ...binding, nonce: new Uint8Array() }));
  const asUsual = { mrEnclave: fresh.mrEnclave, reportData: usual };
  const registered = await question.registered();
  const own = registered === null ? null : measurement(registered, 'MRENCLAVE');
  const reportData = registered?.claims?.reportData ?? null;
  if (own === null || reportData === null) return asUsual;
  const ofAccounts = await Promise.all(accountsOf(binding).map((account) => reportDataOf(account, crypto)));
  return [usual, ...ofAccounts].includes(reportData) ? { mrEnclave: own, reportData } : asUsual;
}

/** Account keys that the binding names, as many as are looked up. */
const accountsOf = (binding: Binding): readonly Uint8Array[] => committed(binding).keysFor('registry').slice(0, MAX_ACCOUNTS);

/** The 64 bytes of a quote that was made for this account, in lowercase hex. */
async function reportDataOf(account: Uint8Array, crypto: CryptoPort): Promise<string> {
  const { anyOf } = await LAYOUTS['integritee-account'].expected(crypto, { layout: 'integritee-account', account });
  return toHex(anyOf[0] ?? new Uint8Array()).padEnd(2 * REPORT_DATA_BYTES, '0');
}

/** Of an SGX quote; what a layout leaves of it is zeros. */
const REPORT_DATA_BYTES = 64;

/** The device key of a report that a ledger of devices vouched for; null for every other kind of evidence. */
export const deviceKeyOf = ({ claims }: AttestationResult): string | null => claims?.deviceKey ?? null;

/** Could a chain that holds enclaves or device keys know anything about this evidence? Null if neither could. */
export function registeredAs(result: AttestationResult): 'enclaves' | 'devices' | null {
  if (deviceKeyOf(result) !== null) return 'devices';
  return freshCode(result) === null ? null : 'enclaves';
}

/** What a chain is asked about a site's evidence; null when there is nothing to ask. */
export async function lookUpOf(question: RegistryQuestion, crypto: CryptoPort): Promise<LookUp | null> {
  const key = deviceKeyOf(question.result);
  if (key !== null) return { what: 'device', key };
  const fresh = freshCode(question.result);
  const binding = boundBy(question);
  if (fresh === null || binding === null) return null;
  return {
    what: 'enclave',
    fresh,
    accounts: accountsOf(binding).map((account) => toHex(account)),
    registered: await registeredQuote(question, binding, fresh, crypto),
    execution: question.execution,
  };
}
