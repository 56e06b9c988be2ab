import { RequestError } from '../request-error.ts';

/** Options of the form `name=HEX` → registers under their names in lower case. @throws RequestError, for one that is named twice too */
export function registersIn(pairs: readonly string[], option: string): Readonly<Record<string, string>> {
  const registers = new Map<string, string>();
  for (const pair of pairs) {
    const [name = '', value, ...more] = pair.toLowerCase().split('=');
    if (value === undefined || more.length > 0) throw new RequestError('bad-request', `${option} ${pair}: not name=HEX`);
    if (registers.has(name)) throw new RequestError('bad-request', `${option} ${name}: named twice`);
    registers.set(name, value);
  }
  return Object.fromEntries(registers);
}
