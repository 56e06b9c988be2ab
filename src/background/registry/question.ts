import { toHex, type AttestationResult, type CryptoPort } from '../../verifier/index.ts';
import { bindingDigest, committed, type AnyBinding, type Binding, type ExecutionPointer } from '../../verifier/protocol/index.ts';
import type { RegistryView } from '../api/registry-view.ts';

/** What the fresh evidence says of the code: it must be the same as what the chain holds. Lowercase hex. */
export type FreshCode = { readonly mrEnclave: string; readonly mrSigner: string; readonly debug: boolean };

/** What may be asked of the public chain: keys and evidence that were verified, never an address. */
export type RegistryQuestion = {
  /** Chooses which of the user's chains is asked. It stays here: no node is told. */
  readonly origin: string;
  readonly result: AttestationResult;
  readonly binding: AnyBinding | null;
  /** What became of the quote under which the site says it stands there; judged only when a chain is asked. */
  readonly registered: () => Promise<AttestationResult | null>;
  readonly execution: ExecutionPointer | null;
  /** Times that this was asked before without an answer, because the worker was stopped. */
  readonly resumed: number;
  /** What was answered about this document before. */
  readonly answered: AnsweredQuestion | null;
};

/** What a chain said, and the question that it answers: the same one is not asked again. */
export type AnsweredQuestion = { readonly question: string; readonly view: RegistryView };

/**
 * What is looked up on a chain: keys and verified values, plain JSON in lowercase hex. No address of a site is in it.
 */
export type LookUp =
  | {
      readonly what: 'enclave';
      readonly fresh: FreshCode;
      /** Account keys that the evidence commits to. */
      readonly accounts: readonly string[];
      /** Code and report data of the quote that somebody would have registered: the same keys, no nonce. */
      readonly registered: { readonly mrEnclave: string; readonly reportData: string };
      readonly execution: ExecutionPointer | null;
    }
  /** A device's key, or one with which a manufacturer signs for its devices. */
  | { readonly what: 'device' | 'manufacturer'; readonly key: string };

/** More account keys than a binding has use for; each costs a node another look-up. */
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
 * The binding, if the evidence was found to commit to it: until then its keys are only what the site says. Enclaves register
 * under our own layout alone.
 */
function boundBy({ binding, result }: RegistryQuestion): Binding | null {
  const holds = result.findings.some(({ check, outcome }) => check === 'binding.report-data' && outcome === 'pass');
  return holds && binding?.layout === 'sealmark-1' ? binding : null;
}

/** The quote that the site says was registered, where it is about the same keys; else as one of this code would be. */
async function registeredQuote(
  question: RegistryQuestion,
  binding: Binding,
  fresh: FreshCode,
  crypto: CryptoPort,
): Promise<{ readonly mrEnclave: string; readonly reportData: string }> {
  const reportData = toHex(await bindingDigest(crypto, { ...binding, nonce: new Uint8Array() }));
  const registered = await question.registered();
  const own = registered === null ? null : measurement(registered, 'MRENCLAVE');
  const sameKeys = registered?.claims?.reportData === reportData;
  return { mrEnclave: own !== null && sameKeys ? own : fresh.mrEnclave, reportData };
}

/** The device key of a report that a ledger of devices vouched for; null for every other kind of evidence. */
export const deviceKeyOf = ({ claims }: AttestationResult): string | null => claims?.deviceKey ?? null;

/** May a chain that holds enclaves, or the keys of devices, know anything of this evidence? Null where neither does. */
export function registeredAs(result: AttestationResult): 'enclaves' | 'devices' | null {
  if (deviceKeyOf(result) !== null) return 'devices';
  return freshCode(result) === null ? null : 'enclaves';
}

/** What a chain is asked about a site's evidence; null when there is nothing that it could be asked. */
export async function lookUpOf(question: RegistryQuestion, crypto: CryptoPort): Promise<LookUp | null> {
  const key = deviceKeyOf(question.result);
  if (key !== null) return { what: 'device', key };
  const fresh = freshCode(question.result);
  const binding = boundBy(question);
  if (fresh === null || binding === null) return null;
  const accounts = committed(binding)
    .keysFor('registry')
    .map((key) => toHex(key));
  return {
    what: 'enclave',
    fresh,
    accounts: accounts.filter((_, index) => index < MAX_ACCOUNTS),
    registered: await registeredQuote(question, binding, fresh, crypto),
    execution: question.execution,
  };
}
