import type { RegisteredEnclave, TeebagEnclave } from '../../../verifier/substrate/index.ts';
import { toRfc3339, type Instant } from '../../../verifier/index.ts';
import type { RegistryAnswer, RegistryEntry } from '../../api/registry-view.ts';
import type { FreshCode } from '../question.ts';
import type { FoundEntry } from '../storage-keys.ts';

/** The longest part of an unverified address that is shown. */
const MAX_URL_CHARACTERS = 256;

function entryOf(
  { registrar, enclave }: FoundEntry & { enclave: RegisteredEnclave },
  renewal: number,
  chainTime: Instant,
): RegistryEntry {
  return {
    under: registrar === null ? 'sovereign' : 'proxied',
    registrar,
    mrEnclave: enclave.mrEnclave,
    mrSigner: enclave.mrSigner,
    reportData: enclave.reportData,
    buildMode: enclave.buildMode,
    method: enclave.method,
    status: enclave.status,
    registeredAt: toRfc3339(enclave.registeredAt),
    age: chainTime - enclave.registeredAt,
    renewal,
    cadence: null,
    url: enclave.url?.slice(0, MAX_URL_CHARACTERS) ?? null,
  };
}

function differences({ reportData, enclave }: FoundEntry & { enclave: RegisteredEnclave }, fresh: FreshCode): readonly string[] {
  return [
    ...(enclave.mrEnclave === fresh.mrEnclave ? [] : ['MRENCLAVE']),
    ...(enclave.mrSigner === fresh.mrSigner ? [] : ['MRSIGNER']),
    ...(enclave.reportData.startsWith(reportData) ? [] : ['REPORTDATA']),
    ...(fresh.debug && enclave.buildMode === 'production' ? ['DEBUG'] : []),
  ];
}

/**
 * Compares one entry with the fresh evidence. An entry that the pallet did not verify is recognised first, because its other
 * fields are mere claims (a skipped one says production and no signer).
 */
function appraiseEntry(
  foundEntry: FoundEntry & { enclave: RegisteredEnclave },
  fresh: FreshCode,
  renewal: number,
  chainTime: Instant,
): RegistryAnswer {
  const { enclave } = foundEntry;
  const entry = entryOf(foundEntry, renewal, chainTime);
  if (enclave.method === 'skip') return { kind: 'invalid', entry, because: 'skipped' };
  if (enclave.status === 'invalid' || enclave.status === 'group-revoked') return { kind: 'invalid', entry, because: 'status' };
  const differs = differences(foundEntry, fresh);
  if (differs.length > 0) return { kind: 'other-code', entry, differs };
  if (enclave.buildMode === 'debug') return { kind: 'debug', entry };
  // Entries do not expire by themselves; a time after the chain's own is no renewal either.
  if (entry.age < 0 || entry.age > renewal) return { kind: 'stale', entry };
  return { kind: 'current', entry };
}

/** Contradictions first: an entry that contradicts the fresh evidence must not hide behind one that does not. */
const ORDER: readonly RegistryAnswer['kind'][] = ['other-code', 'debug', 'invalid', 'current', 'stale'];

/** What a teerex chain says about an enclave. @param proven absence is proven, not merely reported */
export function enclaveAnswer(
  foundEntries: readonly FoundEntry[],
  fresh: FreshCode,
  chain: { readonly renewal: number; readonly time: Instant; readonly proven: boolean },
): RegistryAnswer {
  const answers = foundEntries.flatMap((foundEntry) =>
    foundEntry.enclave === null
      ? []
      : [appraiseEntry({ ...foundEntry, enclave: foundEntry.enclave }, fresh, chain.renewal, chain.time)],
  );
  const ranked = answers.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  return ranked[0] ?? { kind: 'not-registered', proven: chain.proven };
}

/** What a teebag chain says: it stores no signer, report data or status, and an administrator may have written it. */
export function teebagAnswer(
  enclave: TeebagEnclave | null,
  fresh: FreshCode,
  chain: { readonly renewal: number; readonly time: Instant; readonly proven: boolean },
): RegistryAnswer {
  if (enclave === null) return { kind: 'not-registered', proven: chain.proven };
  const { mrEnclave, buildMode, method, lastSeenAt, url } = enclave;
  const age = chain.time - lastSeenAt;
  const entry: RegistryEntry = {
    under: 'sovereign',
    registrar: null,
    mrEnclave,
    mrSigner: null,
    reportData: null,
    buildMode,
    method,
    status: null,
    registeredAt: toRfc3339(lastSeenAt),
    age,
    renewal: chain.renewal,
    cadence: null,
    url: url.slice(0, MAX_URL_CHARACTERS),
  };
  if (method === 'skip') return { kind: 'invalid', entry, because: 'skipped' };
  if (mrEnclave !== fresh.mrEnclave) return { kind: 'other-code', entry, differs: ['MRENCLAVE'] };
  if (buildMode === 'debug') return { kind: 'debug', entry };
  return age < 0 || age > chain.renewal ? { kind: 'stale', entry } : { kind: 'current', entry };
}
