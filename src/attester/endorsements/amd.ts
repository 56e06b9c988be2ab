import type { Need } from '../../verifier/index.ts';
import { ENDORSEMENT_MEDIA_TYPE, type EndorsementDocument } from '../../verifier/protocol/index.ts';
import { vendorGet } from './vendor-get.ts';

/** AMD's Key Distribution Service (AMD 57230, section 4), without a slash at the end. */
export const AMD_KDS = 'https://kdsintf.amd.com';

const LEVELS = ['fmcSPL', 'blSPL', 'teeSPL', 'snpSPL', 'ucodeSPL'] as const;

/**
 * The chip's certificate and AMD's revocation list, one after the other. @param needs what the report rests on and was not
 * supplied, according to the verifier @returns null for evidence that does not rest on AMD, or whose certificate only its cloud
 * provider has @throws Error when the service does not answer; it answers 429 to frequent requests
 */
export async function amdCertificates(service: string, needs: readonly Need[]): Promise<EndorsementDocument | null> {
  const paths = needs.flatMap((need) => pathOf(need) ?? []);
  if (paths.length === 0) return null;
  const parts: Uint8Array[] = [];
  // One after the other, because the service refuses parallel requests.
  for (const path of paths) parts.push((await vendorGet(`${service}${path}`)).bytes);
  return { mediaType: ENDORSEMENT_MEDIA_TYPE.snpCertificates, bytes: Uint8Array.from(Buffer.concat(parts)) };
}

function pathOf(need: Need): string | null {
  const line = need['line'] ?? '';
  if (need.kind === 'snp.crl') return `/vcek/v1/${line}/crl`;
  const chip = need['chipId'] ?? '';
  if (need.kind !== 'snp.vek' || !/^[0-9a-f]+$/.test(chip)) return null;
  const levels = LEVELS.flatMap((name) => {
    const level = need[name];
    return level === undefined ? [] : [`${name}=${level.padStart(2, '0')}`];
  });
  return `/vcek/v1/${line}/${chip}?${levels.join('&')}`;
}
