import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { fingerprintOf, STATEMENT_TEES, PROPERTIES } from '../../verifier/audits/index.ts';
import { readStatement } from '../../verifier/audits/read-statement.ts';
import { STATEMENT_MEDIA_TYPE, statementTeeOf, UNCOVERED_INPUTS } from '../../verifier/audits/vocabulary.ts';
import { codeRegistersOf } from '../../verifier/audits/measurement.ts';
import { readCapped } from '../files.ts';
import { inspectFile } from '../inspect-file.ts';
import { RequestError } from '../request-error.ts';
import { daysOf } from './days.ts';
import { draftText, type Draft } from './draft.ts';
import { port, reading, seal } from './envelopes.ts';
import { LIST_USAGE, listCommand } from './list-command.ts';
import { AuditRefused } from './refused.ts';
import { registersIn } from './registers.ts';
import { KEY_USAGE, openSigner, writeNewKey } from './signers.ts';
import { advice, grouped } from './tell.ts';
import { VERIFY_USAGE, verifyCommand } from './verify.ts';

const INIT_USAGE = `sealmark audit init --name NAME --auditor NAME --auditor-id HTTPS --property PROPERTY …
    (--tee ${STATEMENT_TEES.join('|')} --register name=HEX … | --evidence FILE [--add FILE …])
    [--source HTTPS --commit HEX [--tag TAG]] [--report HTTPS [--report-file FILE] [--report-title TEXT]]
    [--scope TEXT] [--not-covered INPUT[=SENTENCE] …] [--origin HTTPS …] [--days N] --out FILE
  a statement to be read, edited and signed; from evidence, every register of the code that it proves
  PROPERTY: ${PROPERTIES.join(', ')}
  INPUT: ${UNCOVERED_INPUTS.join(', ')}`;
const SIGN_USAGE = `sealmark audit sign FILE --key KEY … [--out FILE]
  signs a statement, once it reads as every reader wants it`;
const KEY_COMMAND_USAGE = `sealmark audit key KEY | key --new FILE
  the public key of a private one, as links and lists have it, and its fingerprint; or a new Ed25519 key`;

/** Usage of all subcommands, and the exit statuses. */
export const AUDIT_USAGE = `usage: sealmark audit init|sign|verify|list|key …

${[INIT_USAGE, SIGN_USAGE, VERIFY_USAGE, LIST_USAGE, KEY_COMMAND_USAGE].join('\n\n')}

${KEY_USAGE}

Nothing is fetched. Exit status: 0, or 1 for a statement or list that readers refuse, or 2 for what could not be read.
The format, the rules and what each property promises: docs/AUDITS.md, docs/audits/FOR-AUDITORS.md.`;

const COMMANDS: Readonly<Record<string, (words: readonly string[]) => Promise<string>>> = {
  init,
  sign,
  verify: verifyCommand,
  list: listCommand,
  key,
};

/** `audit …`. @returns what to print @throws RequestError, AuditRefused */
export async function auditCommand(words: readonly string[]): Promise<string> {
  const [name = '', ...rest] = words;
  if (name === '--help' || rest.includes('--help')) return AUDIT_USAGE;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new RequestError('bad-request', AUDIT_USAGE);
  try {
    return await command(rest);
  } catch (error) {
    // parseArgs reports what it does not understand.
    if (error instanceof TypeError && 'code' in error) throw new RequestError('bad-request', error.message);
    throw error;
  }
}

/** Writes a file, or returns it to be printed. */
async function written(text: string, out: string | undefined, told: string): Promise<string> {
  if (out === undefined) return text.trimEnd();
  try {
    await writeFile(out, text);
  } catch (error) {
    throw new RequestError('file-unreadable', error instanceof Error ? error.message : `cannot write ${out}`);
  }
  return told;
}

async function init(words: readonly string[]): Promise<string> {
  const many = { type: 'string', multiple: true } as const;
  const one = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...words],
    options: {
      tee: one,
      register: many,
      evidence: one,
      add: many,
      name: one,
      auditor: one,
      'auditor-id': one,
      property: many,
      source: one,
      commit: one,
      tag: one,
      report: one,
      'report-file': one,
      'report-title': one,
      scope: one,
      'not-covered': many,
      origin: many,
      days: one,
      out: one,
    },
  });
  const needed = (name: 'name' | 'auditor' | 'auditor-id'): string => {
    const value = values[name];
    if (value === undefined) throw new RequestError('bad-request', `--${name} is missing\n${INIT_USAGE}`);
    return value;
  };
  const code =
    values.evidence === undefined
      ? registersOf(values.tee, values.register ?? [])
      : await codeIn(values.evidence, values.add ?? []);
  const reportFile = values['report-file'];
  const draft: Draft = {
    ...code,
    name: needed('name'),
    auditor: { id: needed('auditor-id'), name: needed('auditor') },
    properties: values.property ?? [],
    source: values.source === undefined ? null : { uri: values.source, commit: values.commit ?? '', tag: values.tag ?? null },
    report:
      values.report === undefined
        ? null
        : {
            uri: values.report,
            sha256:
              reportFile === undefined
                ? null
                : createHash('sha256')
                    .update(await readCapped(reportFile))
                    .digest('hex'),
            title: values['report-title'] ?? null,
          },
    scope: values.scope ?? '',
    notCovered: values['not-covered'] ?? [],
    origins: values.origin ?? [],
    days: daysOf(values.days, 365),
  };
  const text = reading(() => draftText(draft, Date.now()));
  // Faults are reported now, not only when it is signed.
  const statement = reading(() => readStatement(new TextEncoder().encode(text)));
  const told = [`wrote ${values.out ?? ''}`, ...advice(statement).map((line) => `it ${line}`)].join('\n');
  return await written(text, values.out, told);
}

function registersOf(tee: string | undefined, registers: readonly string[]): Pick<Draft, 'tee' | 'registers'> {
  if (tee === undefined) throw new RequestError('bad-request', `--tee or --evidence is missing\n${INIT_USAGE}`);
  return { tee, registers: registersIn(registers, '--register') };
}

/**
 * The code of evidence that authenticated: the first complete set of registers, and what was loaded later and is accounted for.
 */
async function codeIn(path: string, added: readonly string[]): Promise<Pick<Draft, 'tee' | 'registers'>> {
  const files = await Promise.all(added.map(async (name) => ({ name: basename(name), bytes: await readCapped(name) })));
  const { outcome, named } = await inspectFile(await readCapped(path), { added: files }, Date.now());
  const { tee = null, claims = null } = outcome?.appraised.result ?? {};
  const statementTee = tee === null ? null : statementTeeOf(tee);
  if (claims === null || statementTee === null)
    throw new AuditRefused(
      'evidence',
      `${path} does not authenticate as evidence of code: ${named ?? outcome?.sentences.join(' ') ?? ''}`,
    );
  const values = new Map(claims.measurements.map(({ register, value }) => [register, value]));
  const sets = claims.codeRegisters ?? codeRegistersOf(statementTee);
  const set = sets.find((registers) => registers.every((register) => values.has(register))) ?? [];
  const explained = claims.explained.flatMap(({ as }) => as);
  const registers = [...new Set([...set, ...explained])].map(
    (register) => [register.toLowerCase(), values.get(register) ?? ''] as const,
  );
  return { tee: statementTee, registers: Object.fromEntries(registers) };
}

async function sign(words: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: [...words],
    options: { key: { type: 'string', multiple: true }, out: { type: 'string' } },
    allowPositionals: true,
  });
  const [path, ...others] = positionals;
  const keys = values.key ?? [];
  if (path === undefined || others.length > 0 || keys.length === 0) throw new RequestError('bad-request', `usage: ${SIGN_USAGE}`);
  const payload = await readCapped(path);
  const statement = reading(() => readStatement(payload));
  const envelope = await seal(STATEMENT_MEDIA_TYPE, payload, await Promise.all(keys.map(openSigner)));
  return await written(`${JSON.stringify(envelope)}\n`, values.out, `signed ${statement.name}: sha256:${statement.digest}`);
}

async function key(words: readonly string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args: [...words], options: { new: { type: 'string' } }, allowPositionals: true });
  const [where] = positionals;
  if ((where === undefined) === (values.new === undefined)) throw new RequestError('bad-request', `usage: ${KEY_COMMAND_USAGE}`);
  const signer = values.new === undefined ? await openSigner(where ?? '') : await writeNewKey(values.new);
  return `${signer.key}\nfingerprint ${grouped(await fingerprintOf(port, signer.key))}`;
}
