import { fromHex, toHex } from '../../verifier/index.ts';
import type { TlsKey } from '../../verifier/protocol/index.ts';
import type { SessionArea } from './session-area.ts';

const KEY = 'attested-keys';
/** Origins and keys of each that are remembered; the oldest are forgotten first. */
const MAX_ORIGINS = 100;
const MAX_KEYS = 16;

/**
 * The TLS keys that evidence of each origin named in this session. A browser that takes up a TLS session again reports the
 * certificate with which it began, so a key that the site's evidence once named is no sign of somebody in between, even if
 * today's evidence comes from another of its nodes. Private windows read it and add nothing.
 */
export type AttestedKeys = {
  of(origin: string): Promise<readonly TlsKey[]>;
  add(origin: string, keys: readonly TlsKey[]): Promise<void>;
  /** Of one origin, or (null) of all. */
  forget(origin: string | null): Promise<void>;
};

export function attestedKeys(area: SessionArea): AttestedKeys {
  async function read(): Promise<Map<string, readonly string[]>> {
    const value = await area.get(KEY);
    // Only this file writes it, and it does not outlive the release that did.
    return new Map(Array.isArray(value) ? (value as [string, readonly string[]][]) : []);
  }

  return {
    of: async (origin) => ((await read()).get(origin) ?? []).map(restored),
    async add(origin, keys) {
      const all = await read();
      const known = all.get(origin) ?? [];
      const fresh = keys.map(stored).filter((key) => !known.includes(key));
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

const stored = (key: TlsKey): string => `${key.form} ${toHex(key.form === 'spki' ? key.spki : key.digest)}`;

function restored(text: string): TlsKey {
  const [form, hex = ''] = text.split(' ');
  const bytes = fromHex(hex, 'attested key');
  if (form === 'spki') return { form, spki: bytes };
  return { form: form === 'spki-sha256' ? form : 'certificate-sha256', digest: bytes };
}
