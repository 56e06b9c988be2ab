import { createServer } from 'node:net';

/** Below what Linux gives away by itself (32768 and above), so that nobody gets a port between our look and its program's start. */
const PORTS = { first: 10_000, forEachProcess: 100, processes: 200 } as const;

let tried = 0;

/** A port at 127.0.0.1 that nobody has, for a program that cannot be told to choose one; another one each time. */
export async function freePort(): Promise<number> {
  const ours = PORTS.first + (process.pid % PORTS.processes) * PORTS.forEachProcess;
  for (; tried < PORTS.forEachProcess; tried += 1) {
    const port = ours + tried;
    if (await isFree(port)) {
      tried += 1;
      return port;
    }
  }
  throw new Error(`all ports from ${String(ours)} on are taken`);
}

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => {
      done(false);
    });
    server.listen(port, '127.0.0.1', () =>
      server.close(() => {
        done(true);
      }),
    );
  });
