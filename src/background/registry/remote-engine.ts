import type { Line } from '../api/line.ts';
import type { RegistryProfile } from '../api/registry-profile.ts';
import type { RegistryView } from '../api/registry-view.ts';
import type { LookUp } from './question.ts';
import type { RegistryEngine } from './source.ts';

/** The name of the connection to the offscreen document. */
export const ENGINE_PORT = 'sealmark-registry';

/** What goes to the engine, and what comes back: any number of intermediate rows, then the final one. */
export type EngineAsk = { readonly id: number; readonly profile: RegistryProfile; readonly lookUp: LookUp };

/** An intermediate row, or the final one (`done`); null where there is no row. */
export type EngineSays = { readonly id: number; readonly view: RegistryView | null; readonly done: boolean };

/** A connection to the engine, as the browser provides it. */
export type EngineLine = Line<EngineAsk, EngineSays>;

type Waiting = {
  readonly seen: (view: RegistryView) => void;
  readonly resolve: (view: RegistryView) => void;
  readonly reject: (reason: Error) => void;
};

/** The document of the engine was closed before it answered. */
class Disconnected extends Error {
  constructor() {
    super('the chain client went away');
    this.name = 'Disconnected';
  }
}

/** Chrome: the engine runs in the offscreen document, which is opened when a chain is first asked. */
export function remoteEngine(connect: () => Promise<EngineLine>): RegistryEngine {
  const waiting = new Map<number, Waiting>();
  let line: Promise<EngineLine> | undefined;
  let next = 0;

  function lost(): void {
    line = undefined;
    for (const { reject } of waiting.values()) reject(new Disconnected());
    waiting.clear();
  }

  async function open(): Promise<EngineLine> {
    const opened = await connect();
    opened.onClosed(lost);
    opened.onMessage(({ id, view, done }) => {
      const one = waiting.get(id);
      if (one === undefined) return;
      if (view !== null && !done) one.seen(view);
      if (!done) return;
      waiting.delete(id);
      if (view === null) one.reject(new Error('the chain client failed'));
      else one.resolve(view);
    });
    return opened;
  }

  async function ask(profile: RegistryProfile, lookUp: LookUp, seen: (view: RegistryView) => void): Promise<RegistryView> {
    line ??= open();
    line.catch(lost);
    const opened = await line;
    const id = next;
    next += 1;
    return await new Promise<RegistryView>((resolve, reject) => {
      waiting.set(id, { seen, resolve, reject });
      opened.post({ id, profile, lookUp });
    });
  }

  return {
    async lookUp(profile, lookUp, seen) {
      try {
        return await ask(profile, lookUp, seen);
      } catch (error) {
        if (!(error instanceof Disconnected)) throw error;
        // Try once more, from where it was: every step that it proved is kept. A question that ends the engine twice is given up.
        return await ask(profile, lookUp, seen);
      }
    },
  };
}
