import { measurementDigest, readMeasurement } from '../../verifier/audits/measurement.ts';
import { parseJsonObject } from '../../verifier/index.ts';
import { reading } from './envelopes.ts';
import { registersIn } from './registers.ts';

/** A denial as a list contains it. */
export type DenialJson = {
  readonly measurement: Readonly<Record<string, string>>;
  readonly severity: string;
  readonly since: string;
};

/** What the next version of a list says about denied code. */
type Denials = { readonly deny: readonly DenialJson[]; readonly lifted: readonly string[] };

const MAX_MEASUREMENT_BYTES = 64 * 1024;

/** `sgx,mrenclave=76…=failed`. @param since RFC 3339 @throws RequestError */
export function denialOf(text: string, since: string): DenialJson {
  const at = text.lastIndexOf('=');
  const [tee = '', ...registers] = text.slice(0, at).split(',');
  return { measurement: { tee, ...registersIn(registers, '--deny') }, severity: text.slice(at + 1), since };
}

/**
 * The denials after some are added and some are lifted. What was lifted once stays so, for readers who skipped the version that
 * lifted it, until the same code is denied again. @param lift names of code, `sha256:` and the digest of its measurement
 * @throws AuditRefused for a denial of no code
 */
export function denialsAfter(before: Partial<Denials> | null, denied: readonly DenialJson[], lift: readonly string[]): Denials {
  const again = new Set(denied.map(codeOf));
  const lifted = [...new Set([...(before?.lifted ?? []), ...lift])].filter((code) => !again.has(code));
  return { deny: [...(before?.deny ?? []).filter((one) => !lifted.includes(codeOf(one))), ...denied], lifted };
}

/** Denied code as `lifted` names it. @throws AuditRefused */
function codeOf({ measurement }: DenialJson): string {
  const text = new TextEncoder().encode(JSON.stringify(measurement));
  const code = reading(() => readMeasurement(parseJsonObject(text, 'deny', MAX_MEASUREMENT_BYTES), 'touches'));
  return `sha256:${measurementDigest(code)}`;
}
