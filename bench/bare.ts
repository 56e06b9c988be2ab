import { appraise, webCrypto, type AppraisalInput, type CryptoPort, type Subtle } from '../src/verifier/index.ts';

/** What the verifier asked of the platform: each distinct question once. */
export type BareCalls = {
  readonly signatures: number;
  /** Asks all of it again, at once, with nothing around it: importing the keys, verifying, digesting. */
  readonly run: () => Promise<unknown>;
};

type Call = { readonly kind: 'signature' | 'digest'; readonly ask: (subtle: Subtle) => Promise<unknown> };

/** Native keys are objects of the platform; which import made one is remembered here. */
type Imported = { readonly arguments: Parameters<Subtle['importKey']>; readonly key: object };

/**
 * Appraises once and writes down every call that reached WebCrypto. A question that was asked twice counts once: the
 * bar is what the answer needs, not what we do for it. Hashes and signatures that WebCrypto lacks (SHA-3) are left out.
 */
export async function bareCalls(input: AppraisalInput, subtle: Subtle): Promise<BareCalls> {
  const calls = new Map<string, Call>();
  const recorded: CryptoPort = webCrypto(recording(subtle, calls));
  await appraise({ ...input, crypto: recorded });
  const asked = [...calls.values()];
  return {
    signatures: asked.filter(({ kind }) => kind === 'signature').length,
    run: () => Promise.all(asked.map(({ ask }) => ask(subtle))),
  };
}

function recording(subtle: Subtle, calls: Map<string, Call>): Subtle {
  const imports: Imported[] = [];
  const note = (kind: Call['kind'], question: readonly unknown[], ask: Call['ask']): void => {
    calls.set(JSON.stringify([kind, question.map((part) => (part instanceof Uint8Array ? [...part] : part))]), { kind, ask });
  };
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
      note('signature', [algorithm, origin.arguments, signature, message], again);
      return subtle.verify(algorithm, key, signature, message);
    },
    digest: (algorithm, message) => {
      note('digest', [algorithm, message], (platform) => platform.digest(algorithm, message));
      return subtle.digest(algorithm, message);
    },
  };
}
