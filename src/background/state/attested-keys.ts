import { fromHex, toHex, type AttestationResult } from '../../verifier/index.ts';
import type { TlsKey } from '../../verifier/protocol/index.ts';
import type { SessionArea } from './session-area.ts';

const KEY = 'attested-keys';
/** Maximum origins, and keys of each, on record; the oldest are dropped first. */
const MAX_ORIGINS = 100;
const MAX_KEYS = 16;

/** What an appraisal says about the evidence that named a key. */
export type NamedBy = Pick<AttestationResult, 'simulated'>;

/**
 * The TLS keys that evidence of each origin named in this session. A browser that resumes a TLS session reports the certificate
 * with which it began, so a key that the site's evidence once named is no proof of interception, even if today's evidence comes
 * from another node. How well known that node's code is makes no difference to that: while a site brings out new code, some of its
 * nodes run code that nobody knows yet. Private windows read it and add nothing.
 *
 * An interceptor may have a genuine enclave too, and show it first. What he gains is amber instead of red, which he also gets by
 * refusing the second look, and never a tick.
 */
export type AttestedKeys = {
  /** The keys of the origin that count while its evidence is as today's. */
  of(origin: string, today: NamedBy): Promise<readonly TlsKey[]>;
  add(origin: string, keys: readonly TlsKey[], by: NamedBy): Promise<void>;
  /** Of one origin, or (null) of all. */
  forget(origin: string | null): Promise<void>;
};

type StoredKey = { readonly key: string; readonly test: boolean };

/** Keys in the session's storage, dropped when the browser closes. */
export function attestedKeys(area: SessionArea): AttestedKeys {
  async function read(): Promise<Map<string, readonly StoredKey[]>> {
    const value = await area.get(KEY);
    return new Map(Array.isArray(value) ? value.filter(isEntry) : []);
  }

  return {
    // Anybody may know the private key of a test root.
    of: async (origin, { simulated }) =>
      ((await read()).get(origin) ?? []).filter(({ test }) => !test || simulated.length > 0).map(({ key }) => restored(key)),
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

/** Only this file writes it; what is damaged all the same names no key. */
function isEntry(value: unknown): value is [string, readonly StoredKey[]] {
  if (!Array.isArray(value)) return false;
  const [origin, keys] = value as readonly unknown[];
  return typeof origin === 'string' && Array.isArray(keys) && keys.every(isStored);
}

function isStored(value: unknown): value is StoredKey {
  if (typeof value !== 'object' || value === null || !('key' in value) || !('test' in value)) return false;
  return typeof value.key === 'string' && /^(spki|spki-sha256|certificate-sha256) ([0-9a-f]{2})+$/.test(value.key);
}

const isSame = (a: StoredKey, b: StoredKey): boolean => a.key === b.key && a.test === b.test;

const stored = (key: TlsKey, { simulated }: NamedBy): StoredKey => ({
  key: `${key.form} ${toHex(key.form === 'spki' ? key.spki : key.digest)}`,
  test: simulated.length > 0,
});

function restored(text: string): TlsKey {
  const [form, hex = ''] = text.split(' ');
  const bytes = fromHex(hex, 'attested key');
  if (form === 'spki') return { form, spki: bytes };
  return { form: form === 'spki-sha256' ? form : 'certificate-sha256', digest: bytes };
}
