import type { SignatureMemory } from '../../verifier/index.ts';
import type { SessionArea } from './session-area.ts';

const KEY = 'signatures';
/** A site needs about ten signatures; the oldest are evicted first. */
const MAX_SIGNATURES = 4000;
/** Milliseconds after which new ones are written, so that one check writes once. */
const WRITE_AFTER = 1000;

/**
 * Digests of signatures that verified in this session (see `memoised`); they outlive the worker, but not the browser. @returns
 * `normal` records; `private` only looks up, so that private windows leave nothing behind
 */
export function signatureMemory(area: SessionArea): { readonly normal: SignatureMemory; readonly private: SignatureMemory } {
  const known = new Set<string>();
  let writing = false;
  void area.get(KEY).then(
    (value) => {
      if (Array.isArray(value))
        for (const one of value.slice(-MAX_SIGNATURES) as unknown[]) if (typeof one === 'string') known.add(one);
    },
    () => undefined,
  );

  async function write(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, WRITE_AFTER));
    writing = false;
    await area.set({ [KEY]: [...known].slice(-MAX_SIGNATURES) }).catch(() => undefined);
  }

  const has = (digest: string): boolean => known.has(digest);
  return {
    normal: {
      has,
      add(digest) {
        known.add(digest);
        const [oldest] = known;
        if (known.size > MAX_SIGNATURES && oldest !== undefined) known.delete(oldest);
        if (writing) return;
        writing = true;
        void write();
      },
    },
    private: { has, add: () => undefined },
  };
}
