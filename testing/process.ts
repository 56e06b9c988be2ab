import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sleep } from './poll.ts';

/** A temporary folder, deleted when we exit. */
export function temporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `sealmark-${name}-`));
  const remove = (): void => {
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    } catch {
      // A browser's last helper may still write into it; the system's own clean-up of temporary files removes it.
    }
  };
  return { path, remove };
}

/** A started program. */
export type Running = {
  readonly child: ChildProcess;
  /** Everything it wrote to standard output and error, at most the last 200 kB. */
  readonly output: () => string;
  /** Resolves when it has ended. */
  readonly exited: Promise<void>;
  /** Asks it to exit, then ends it with everything it started. */
  readonly stop: () => Promise<void>;
};

const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) killGroup(child, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    process.exit(1);
  });

/** Starts a program in its own process group, so that it can be ended with everything it starts. */
export function start(
  program: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  pipes = 3,
): Running {
  const stdio = Array.from({ length: pipes }, (_, index) => (index === 0 ? 'ignore' : 'pipe'));
  const child = spawn(program, args, { env: { ...process.env, ...environment }, stdio, detached: true });
  running.add(child);
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
    child.once('error', (error) => {
      running.delete(child);
      output += String(error);
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    killGroup(child, 'SIGTERM');
    await Promise.race([exited, sleep(3000)]);
    killGroup(child, 'SIGKILL');
    await Promise.race([exited, sleep(3000)]);
  };
  return { child, output: () => output, exited, stop };
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is gone already.
  }
}
