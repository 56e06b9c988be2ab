import { Malformed } from '../malformed.ts';

/** Host and port of a serialised origin; port is null for the default one. @throws Malformed for anything but an https origin */
export function originParts(origin: string): { readonly host: string; readonly port: string | null } {
  const [, host, port] = /^https:\/\/([^/:]+|\[[0-9a-f:]+\])(?::(\d+))?$/.exec(origin) ?? [];
  if (host === undefined) throw new Malformed('origin', 'not https://host[:port]');
  return { host, port: port ?? null };
}
