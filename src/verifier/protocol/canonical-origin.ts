/**
 * The origin without a dot at the end of its host name: `https://host.` is the same host (RFC 1034, section 3.1), although
 * browsers keep its pages apart.
 */
export function canonicalOrigin(origin: string): string {
  return origin.replace(/^(https:\/\/[^/:]*[^/:.])\.(?=:\d+$|$)/, '$1');
}
