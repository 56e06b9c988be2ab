import { fromHex, toHex, worse, type AttestationResult } from '../../verifier/index.ts';
import type { TlsKey } from '../../verifier/protocol/index.ts';
import type { SessionArea } from './session-area.ts';

const KEY = 'attested-keys';
/** Origins and keys of each that are remembered; the oldest are forgotten first. */
const MAX_ORIGINS = 100;
const MAX_KEYS = 16;

/** What an appraisal says of the evidence that named a key; `code`: the registers that identify its code, where they do. */
export type NamedBy = Pick<AttestationResult, 'tee' | 'vector' | 'simulated'> & {
  readonly code: Readonly<Record<string, string>> | null;
};

/**
 * The TLS keys that evidence of each origin named in this session. A browser that takes up a TLS session again reports the
 * certificate with which it began, so a key that the site's evidence once named is no sign of somebody in between, even if
 * today's evidence comes from another of its nodes. Private windows read it and add nothing.
 *
 * Whoever sits in between may have a genuine enclave as well, with code of his own. So a key counts only where its evidence was
 * no worse than today's: by that he gains nothing which he could not have by showing his own enclave.
 */
export type AttestedKeys = {
  /** Those of the origin that evidence no worse than today's named. */
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
  // The private key of a test root may be known to anybody.
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
