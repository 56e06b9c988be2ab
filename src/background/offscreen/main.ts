import { ENGINE_PORT, type EngineAsk, type EngineSays } from '../registry/remote-engine.ts';
import { runtime, type Port } from './runtime.ts';

/** Milliseconds without a request after which this document closes itself, and the engine with it. */
const IDLE = 60_000;

const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
/** Who asked. Numbers are chosen by each client, so each connection has its own range here. */
const asked = new Map<number, { readonly port: Port; readonly id: number }>();
let next = 0;
let idle = setTimeout(rest, IDLE);

function rest(): void {
  if (asked.size > 0) {
    idle = setTimeout(rest, IDLE);
    return;
  }
  worker.terminate();
  window.close();
}

worker.onmessage = ({ data }: MessageEvent<EngineSays>) => {
  const one = asked.get(data.id);
  if (one === undefined) return;
  if (data.done) asked.delete(data.id);
  one.port.postMessage({ ...data, id: one.id } satisfies EngineSays);
};

runtime.onConnect.addListener((port) => {
  // A content script, or a page in a tab, would come with the tab.
  if (port.name !== ENGINE_PORT || port.sender?.id !== runtime.id || port.sender.tab !== undefined) return;
  port.onMessage.addListener((received) => {
    const message = received as EngineAsk; // our own background sent it
    clearTimeout(idle);
    idle = setTimeout(rest, IDLE);
    const id = next;
    next += 1;
    asked.set(id, { port, id: message.id });
    worker.postMessage({ ...message, id } satisfies EngineAsk);
  });
  // The worker continues: what it proves is kept, whoever asked.
  port.onDisconnect.addListener(() => {
    for (const [id, one] of asked) if (one.port === port) asked.delete(id);
  });
});
