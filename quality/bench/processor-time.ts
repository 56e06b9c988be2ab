import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts the nanoseconds of every thread; elsewhere there is nothing to read. */
export const canMeasureProcessorTime = existsSync('/proc/self/task') && existsSync('/proc/self/schedstat');

/** Milliseconds of processor time of each thread (`process/thread`) of a process and everything it started. */
export type ProcessorTimes = ReadonlyMap<string, number>;

/** What the current threads have used so far (`/proc/PID/task/TID/schedstat`, first field; sched-stats.rst). */
export function processorTimes(root: number): ProcessorTimes {
  const parents = new Map<string, string>();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) noteParent(parents, name);
  const times = new Map<string, number>();
  const add = (process: string): void => {
    addThreads(times, process);
    for (const [child, parent] of parents) if (parent === process) add(child);
  };
  add(String(root));
  return times;
}

/**
 * Milliseconds of processor time between two readings. Threads that have ended since are not included: whole-process accounting
 * would include them, but counts in hundredths of a second.
 */
export function spentBetween(before: ProcessorTimes, after: ProcessorTimes): number {
  return [...after].reduce((sum, [thread, time]) => sum + time - (before.get(thread) ?? 0), 0);
}

function noteParent(parents: Map<string, string>, process: string): void {
  const text = read(`/proc/${process}/stat`);
  // The second field is the program's name, in brackets, and may contain anything.
  const parent = text
    ?.slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .at(1);
  if (parent !== undefined) parents.set(process, parent);
}

function addThreads(times: Map<string, number>, process: string): void {
  for (const thread of threadsOf(process)) {
    const [nanoseconds] = read(`/proc/${process}/task/${thread}/schedstat`)?.split(' ') ?? [];
    if (nanoseconds !== undefined) times.set(`${process}/${thread}`, Number(nanoseconds) / 1e6);
  }
}

function threadsOf(process: string): readonly string[] {
  try {
    return readdirSync(`/proc/${process}/task`);
  } catch {
    return [];
  }
}

/** Undefined for what has ended in the meantime. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
