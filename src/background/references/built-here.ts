import { openOwnStatement, statementTeeOf } from '../../verifier/audits/index.ts';
import { webCrypto, type CryptoPort } from '../../verifier/index.ts';
import type { AllowlistEntry } from '../api/allowlist.ts';

/**
 * Did this browser's own key sign that the user built exactly this? A file from elsewhere can claim so about anything. @param
 * mine the public half; null if there is no key
 */
export async function isBuiltHere(
  crypto: CryptoPort,
  { word, tee, registers, statement: own }: AllowlistEntry,
  mine: string | null,
): Promise<boolean> {
  if (word !== 'rebuilt' || own === null || mine === null) return false;
  const statement = await openOwnStatement(crypto, own.envelope, mine);
  return (
    statement !== null &&
    statement.tee === statementTeeOf(tee) &&
    Object.entries(registers).every(([register, value]) => statement.registers[register] === value) &&
    Object.keys(statement.registers).every((register) => Object.hasOwn(registers, register))
  );
}

/**
 * Entries of a file, as this user may take them over: a build from another browser is accepted here but not built here, and an
 * acceptance based on a statement keeps what the file says. Existing entries stay as they are. @param kept the existing entries,
 * by id
 */
export async function asImported(
  entries: readonly AllowlistEntry[],
  kept: readonly AllowlistEntry[],
  mine: string | null,
): Promise<readonly AllowlistEntry[]> {
  const port = webCrypto(crypto.subtle);
  const known = new Map(kept.map((entry) => [entry.id, entry]));
  return await Promise.all(
    entries.map(async (entry): Promise<AllowlistEntry> => {
      const from = entry.from === null ? null : { ...entry.from, seen: wasSeen(entry, known.get(entry.id)) };
      if (entry.word !== 'rebuilt' || (await isBuiltHere(port, entry, mine))) return { ...entry, from };
      return { ...entry, from, word: 'accepted', statement: null };
    }),
  );
}

/** Did the statement exist here when this very code was accepted here? */
function wasSeen({ registers, from }: AllowlistEntry, kept: AllowlistEntry | undefined): boolean {
  const same =
    kept?.from?.statement === from?.statement && kept?.from?.auditor === from?.auditor && kept?.from?.list === from?.list;
  const names = Object.keys({ ...registers, ...kept?.registers });
  return same && kept?.from?.seen === true && names.every((name) => registers[name] === kept.registers[name]);
}
