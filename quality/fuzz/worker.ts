import { parentPort, workerData } from 'node:worker_threads';
import { explore, type Exploration, type Limits } from './explore.ts';
import { TARGETS } from './targets.ts';

/** What the driver passes to the fuzzing thread. */
export type Order = {
  readonly target: string;
  readonly seeds: readonly Uint8Array[];
  readonly limits: Limits;
  /** Shared with the driver: how many inputs have begun, the length of the last, and the last. */
  readonly watch: { readonly begun: Int32Array; readonly input: Uint8Array };
};

/** What the thread passes back: its run, or a text about what was thrown besides `Malformed`. */
export type Report = { readonly done: Exploration } | { readonly thrown: string };

declare const __sealmarkCoverage: Uint8Array;

const { target, seeds, limits, watch } = workerData as Order; // the driver's own, of the same program

function running(bytes: Uint8Array): void {
  watch.input.set(bytes);
  watch.begun[1] = bytes.length;
  watch.begun[0] = (watch.begun[0] ?? 0) + 1;
}

let report: Report;
try {
  const read = TARGETS[target];
  if (read === undefined) throw new Error(`no target ${target}`);
  report = { done: explore(read, seeds, __sealmarkCoverage, limits, running) };
} catch (error) {
  report = { thrown: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}
parentPort?.postMessage(report);
