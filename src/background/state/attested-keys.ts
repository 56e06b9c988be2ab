import { fromHex, toHex, worse, type AttestationResult } from '../../verifier/index.ts';
import type { TlsKey } from '../../verifier/protocol/index.ts';
import type { SessionArea } from './session-area.ts';

const KEY = 'attested-keys';
/** Maximum origins, and keys of each, on record; the oldest are dropped first. */
const MAX_ORIGINS = 100;
const MAX_KEYS = 16;

/** What an appraisal says about the evidence that named a key; `code`: the registers that identify its code, if any. */
export type NamedBy = Pick<AttestationResult, 'tee' | 'vector' | 'simulated'> & {
  readonly code: Readonly<Record<string, string>> | null;
};

/**
 * The TLS keys that evidence of each origin named in this session. A browser that resumes a TLS session reports the certificate
 * with which it began, so a key that the site's evidence once named is no sign of interception, even if today's evidence comes
 * from another node. Private windows read it and add nothing.
 *
 * An interceptor may have a genuine enclave too, with his own code. So a key counts only if its evidence was no worse than
 * today's: then he gains nothing that he could not get by showing his own enclave.
 */
export type AttestedKeys = {
  /** The keys of the origin named by evidence that was no worse than today's. */
  of(origin: string, today: NamedBy): Promise<readonly TlsKey[]>;
  add(origin: string, keys: readonly TlsKey[], by: NamedBy): Promise<void>;
  /** Of one origin, or (null) of all. */
  forget(origin: string | null): Promise<void>;
};

type StoredKey = {
  readonly key: string;
  readonly code: string | null;
  readonly vector: Pick<NamedBy['vector'], 'hardware' | 'configuration' | 'executables'>;
  readonly test: boolean;
};

export function attestedKeys(area: SessionArea): AttestedKeys {
  async function read(): Promise<Map<string, readonly StoredKey[]>> {
    const value = await area.get(KEY);
    // Only this file writes it, and it does not outlive the release that did.
    return new Map(Array.isArray(value) ? (value as [string, readonly StoredKey[]][]) : []);
  }

  return {
    of: async (origin, today) =>
      ((await read()).get(origin) ?? []).filter((one) => isNoWorse(one, today)).map(({ key }) => restored(key)),
    async add(origin, keys, by) {
      const all = await read();
      const known = all.get(origin) ?? [];
      const fresh = keys.map((key) => stored(key, by)).filter((one) => !known.some((other) => isSame(one, other)));
      if (fresh.length === 0) return;
      all.delete(origin);
      all.set(origin, [...known, ...fresh].slice(-MAX_KEYS));
      await area.set({ [KEY]: [...all].slice(-MAX_ORIGINS) });
    },
    async forget(origin) {
      const all = await read();
      if (origin === null) all.clear();
      else all.delete(origin);
      await area.set({ [KEY]: [...all] });
    },
  };
}

function isNoWorse({ code, vector, test }: StoredKey, today: NamedBy): boolean {
  const noWorse = (aspect: keyof typeof vector): boolean => worse(vector[aspect], today.vector[aspect]) === today.vector[aspect];
  // Anybody may know the private key of a test root.
  const genuine = !test || today.simulated.length > 0;
  const sameCode = code !== null && code === textOf(today);
  return genuine && noWorse('hardware') && noWorse('configuration') && (sameCode || noWorse('executables'));
}

const isSame = (a: StoredKey, b: StoredKey): boolean => JSON.stringify(a) === JSON.stringify(b);

const textOf = ({ tee, code }: NamedBy): string | null =>
  code === null ? null : JSON.stringify([tee, ...Object.entries(code).sort()]);

function stored(key: TlsKey, by: NamedBy): StoredKey {
  const { hardware, configuration, executables } = by.vector;
  const text = `${key.form} ${toHex(key.form === 'spki' ? key.spki : key.digest)}`;
  return { key: text, code: textOf(by), vector: { hardware, configuration, executables }, test: by.simulated.length > 0 };
}

function restored(text: string): TlsKey {
  const [form, hex = ''] = text.split(' ');
  const bytes = fromHex(hex, 'attested key');
  if (form === 'spki') return { form, spki: bytes };
  return { form: form === 'spki-sha256' ? form : 'certificate-sha256', digest: bytes };
}
