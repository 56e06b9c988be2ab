import { readdirSync, readFileSync } from 'node:fs';

/** Milliseconds in one tick of the kernel's accounting (`getconf CLK_TCK` is 100 on every Linux architecture we run on). */
const TICK_MS = 10;

type Process = { readonly parent: number; readonly ticks: number };

/** Linux tells of every process what it and its ended children used; elsewhere there is nothing to read. */
export const canMeasureProcessorTime = process.platform === 'linux';

/**
 * Milliseconds of processor time that a process and everything it started have used so far, those that have ended
 * included (`/proc/PID/stat`, fields 14 to 17: utime, stime, cutime, cstime; proc(5)).
 */
export function processorTime(root: number): number {
  const all = new Map<number, Process>();
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) readInto(all, Number(name));
  const of = (pid: number): number => {
    const children = [...all].filter(([, { parent }]) => parent === pid).map(([child]) => child);
    return (all.get(pid)?.ticks ?? 0) + children.reduce((sum, child) => sum + of(child), 0);
  };
  return of(root) * TICK_MS;
}

function readInto(all: Map<number, Process>, pid: number): void {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the program's name, in brackets, and may hold anything.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    all.set(pid, { parent: Number(fields[1]), ticks });
  } catch {
    // It has ended meanwhile.
  }
}
