import type { Claims } from '../claims.ts';
import type { Constraints } from './statement.ts';

/**
 * The first constraint that this evidence does not meet, by its name in the statement; null when all hold. A constraint on
 * something the evidence does not state is not met.
 */
export function unmet(constraints: Constraints, claims: Claims): string | null {
  const { mrSigner, isvProdId, minIsvSvn, tcbStatus, denyAdvisories, unknown } = constraints;
  const [first] = unknown;
  if (first !== undefined) return first;
  if (mrSigner !== null && !claims.measurements.some(({ register, value }) => register === 'MRSIGNER' && value === mrSigner))
    return 'mrsigner';
  if (isvProdId !== null && claims.details['ISVPRODID'] !== isvProdId) return 'isvprodid';
  if (minIsvSvn !== null && !atLeast(claims.details['ISVSVN'], minIsvSvn)) return 'minIsvsvn';
  if (tcbStatus !== null && (claims.tcb.status === undefined || !tcbStatus.includes(claims.tcb.status))) return 'tcbStatus';
  if (claims.tcb.advisories.some((advisory) => denyAdvisories.includes(advisory))) return 'denyAdvisories';
  return null;
}

const atLeast = (value: unknown, least: number): boolean => typeof value === 'number' && value >= least;
