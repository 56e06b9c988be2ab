import type { AttestationResult, Claims } from '../../verifier/index.ts';
import { referencesOf, type Applied } from '../../verifier/audits/index.ts';
import type { MeasuredCode } from '../state/page-locks.ts';
import type { CheckPorts } from './ports.ts';

/** The code of this result with all its registers; null if nothing was measured. */
export function measuredIn({ tee, claims }: Pick<AttestationResult, 'tee' | 'claims'>): MeasuredCode | null {
  if (tee === null || claims === null) return null;
  return { tee, registers: Object.fromEntries(claims.measurements.map(({ register, value }) => [register, value])) };
}

/** For code known only from records, nothing but its registers is known. */
const claimsOf = ({ registers }: MeasuredCode): Claims => ({
  measurements: Object.entries(registers).map(([register, value]) => ({ register, value })),
  hostChosen: [],
  runTime: [],
  explained: [],
  reportData: null,
  nonce: null,
  debug: null,
  tcb: { advisories: [] },
  madeAt: null,
  details: {},
});

/** Does the user, or a followed list, warn about this code now? It may not have when its evidence arrived. */
export async function isWarnedOf(
  { lists, references, now }: Pick<CheckPorts, 'lists' | 'references' | 'now'>,
  origin: string,
  code: MeasuredCode,
): Promise<boolean> {
  const [index, own] = await Promise.all([lists.index(), Promise.all(references.map((source) => source.valuesFor(origin)))]);
  const applied = index.about({ tee: code.tee, claims: claimsOf(code), origin, now: now() });
  if (warnsUnderConditions(applied)) return true;
  return [...own.flat(), ...referencesOf(applied, code.tee)].some(
    ({ tee, strength, registers }) =>
      (strength === 'warned' || strength === 'denied') &&
      tee === code.tee &&
      Object.entries(registers).every(([register, values]) => values.some((value) => value === code.registers[register])),
  );
}

/** A warning's conditions concern evidence that is gone: they are taken to be met. */
const warnsUnderConditions = ({ statements }: Applied): boolean =>
  statements.some(
    ({ statement, notCounted }) => notCounted?.because === 'constraint' && statement.properties.includes('TEE_KNOWN_VULNERABLE'),
  );
