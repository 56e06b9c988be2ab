import { parseArgs } from 'node:util';
import { EVIDENCE_TYPES, open, type AttestationResult, type JsonObject } from '../verifier/index.ts';
import type { Decision } from './decision.ts';
import { readCapped } from './files.ts';
import { RequestError } from './request-error.ts';
import { readLine } from './request.ts';

const USAGE = 'usage: appraise --jsonl | appraise FILE [--type TYPE] [--collateral FILE] [--at TIME]';

type PrintedAnswer = (request: JsonObject) => Promise<{ readonly decision: Decision; readonly result: AttestationResult }>;

/** One file, told in words. @throws RequestError or Error for a command line or file that cannot be read */
export async function appraiseFile(words: readonly string[], answer: PrintedAnswer): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { type: { type: 'string' }, collateral: { type: 'string' }, at: { type: 'string' } },
    allowPositionals: true,
  });
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new RequestError('bad-request', USAGE);
  const request = {
    id: file,
    evidence: { type: values.type ?? (await recognise(file)), file },
    ...(values.at === undefined ? {} : { at: values.at }),
    ...(values.collateral === undefined ? {} : { endorsements: { dcapCollateral: values.collateral } }),
  };
  const { decision, result } = await answer(readLine(JSON.stringify(request)));
  console.log(tell(decision, result));
}

/** The first type whose parser reads the whole file. */
async function recognise(file: string): Promise<string> {
  const bytes = await readCapped(file);
  const type = EVIDENCE_TYPES.find((one) => open({ type: one, bytes, parameters: {} }).at === 'opened');
  if (type === undefined)
    throw new RequestError('evidence-not-supported', `${file} is no evidence that is known here; say --type`);
  return type;
}

/** A result as a few lines of text. */
export function tell(decision: Decision, result: AttestationResult): string {
  const { claims } = result;
  const aspects = Object.entries(result.vector).map(([aspect, tier]) => `  ${aspect.padEnd(14)}${tier}`);
  const open = result.findings
    .filter(({ outcome }) => outcome !== 'pass' && outcome !== 'not-applicable')
    .map(
      ({ check, outcome, facts }) => `  ${outcome.padEnd(8)}${check}${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`,
    );
  const registers = (claims?.measurements ?? []).map(({ register, value }) => `  ${register.padEnd(14)}${value}`);
  const tcb = claims?.tcb.status ?? claims?.tcb.quoteStatus;
  return [
    `${decision}: ${result.evidenceFormat ?? 'unreadable evidence'}${result.simulated.length > 0 ? ` (simulated: ${result.simulated.join(', ')})` : ''}`,
    `judged at ${result.judgedAt}, good until ${result.goodUntil}`,
    ...aspects,
    ...(tcb === undefined ? [] : [`TCB ${tcb}${claims?.tcb.advisories.map((one) => ` ${one}`).join('') ?? ''}`]),
    ...(registers.length > 0 ? ['measurements', ...registers] : []),
    ...(open.length > 0 ? ['not passed', ...open] : []),
  ].join('\n');
}
