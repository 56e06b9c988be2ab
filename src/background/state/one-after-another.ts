/** Runs a change after those that were begun earlier, whether they failed or not, so what it reads still holds when it writes. */
export type InTurn = <T>(change: () => Promise<T>) => Promise<T>;

/** A queue of changes to one kind of record. */
export function oneAfterAnother(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (change) => {
    const done = last.then(change);
    last = done.catch(() => undefined);
    return done;
  };
}
