import { appraise, webCrypto, type AppraisalInput, type CryptoPort, type Subtle } from '../../src/verifier/index.ts';

/** What the verifier asked of the platform: each distinct call once. */
export type BareCalls = {
  readonly signatures: number;
  /** Makes all these calls again, at once, with nothing around them: importing the keys, verifying, digesting. */
  readonly run: () => Promise<unknown>;
};

type Call = { readonly kind: 'signature' | 'digest'; readonly ask: (subtle: Subtle) => Promise<unknown> };

/** Native keys are platform objects; this records which import made which. */
type Imported = { readonly arguments: Parameters<Subtle['importKey']>; readonly key: object };

/**
 * Appraises once and records every call that reached WebCrypto, or our own code for what WebCrypto lacks (SHA-3, and Ed25519 over
 * it). A repeated call counts once: the bar is what the answer needs, not what we do for it. @param through what stands before the
 * platform and answers some calls itself
 */
export async function bareCalls(
  input: AppraisalInput,
  subtle: Subtle,
  through: (port: CryptoPort) => CryptoPort = (port) => port,
): Promise<BareCalls> {
  const calls = new Map<string, Call>();
  await appraise({ ...input, crypto: through(beyondWebCrypto(webCrypto(recording(subtle, calls)), calls)) });
  const asked = [...calls.values()];
  return {
    signatures: asked.filter(({ kind }) => kind === 'signature').length,
    run: () => Promise.all(asked.map(({ ask }) => ask(subtle))),
  };
}

/** Records the calls of a port that never reach WebCrypto. */
function beyondWebCrypto(port: CryptoPort, calls: Map<string, Call>): CryptoPort {
  return {
    verifySignature(algorithm, ...question) {
      const ask = (): Promise<boolean> => port.verifySignature(algorithm, ...question);
      if (algorithm === 'ed25519-sha3-512') note(calls, 'signature', [algorithm, ...question], ask);
      return ask();
    },
    digest(algorithm, message) {
      const ask = (): Promise<Uint8Array> => port.digest(algorithm, message);
      if (algorithm === 'sha3-512') note(calls, 'digest', [algorithm, message], ask);
      return ask();
    },
  };
}

function note(calls: Map<string, Call>, kind: Call['kind'], question: readonly unknown[], ask: Call['ask']): void {
  calls.set(JSON.stringify([kind, question.map((part) => (part instanceof Uint8Array ? [...part] : part))]), { kind, ask });
}

function recording(subtle: Subtle, calls: Map<string, Call>): Subtle {
  const imports: Imported[] = [];
  return {
    importKey: async (...args) => {
      const key = await subtle.importKey(...args);
      imports.push({ arguments: args, key });
      return key;
    },
    verify: (algorithm, key, signature, message) => {
      const origin = imports.find((one) => one.key === key);
      if (origin === undefined) throw new Error('a key that was never imported');
      const again = async (platform: Subtle): Promise<boolean> => {
        const imported = await platform.importKey(...origin.arguments);
        return await platform.verify(algorithm, imported as never, signature, message); // as webcrypto.ts does
      };
      note(calls, 'signature', [algorithm, origin.arguments, signature, message], again);
      return subtle.verify(algorithm, key, signature, message);
    },
    digest: (algorithm, message) => {
      note(calls, 'digest', [algorithm, message], (platform) => platform.digest(algorithm, message));
      return subtle.digest(algorithm, message);
    },
  };
}
