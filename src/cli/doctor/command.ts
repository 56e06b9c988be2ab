import { randomBytes, X509Certificate } from 'node:crypto';
import { Resolver } from 'node:dns/promises';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { attester, AttesterError, type Attester } from '../../attester/index.ts';
import type { Claims } from '../../verifier/index.ts';
import { attesterOptions, SERVICE_USAGE, serviceWords, type ServiceWords } from '../attest/options.ts';
import { told } from '../attest/told.ts';
import { isInMemory } from '../in-memory.ts';
import { printLine } from '../printable.ts';

/** Usage, printed with every error in the arguments. */
export const DOCTOR_USAGE = `sealmark doctor ${SERVICE_USAGE}`;

/** One item examined: a fact, and a remedy if something is to be done. */
export type Fact = { readonly level: 'ok' | 'note' | 'bad'; readonly fact: string; readonly remedy?: string };

const QUOTES = 3;
const DNS_TIMEOUT_MS = 2000;
/** Signed certificate timestamps inside a certificate (RFC 6962, section 3.3): 1.3.6.1.4.1.11129.2.4.2 in DER. */
const SCT_EXTENSION = Buffer.from('060a2b06010401d679020402', 'hex');

/**
 * What keeps this machine from a good mark, from the inside. @returns 0 if nothing is bad, 1 otherwise @throws RequestError for
 * unknown arguments
 */
export async function doctor(words: readonly string[], print: (text: string) => void = printLine): Promise<number> {
  const facts = await factsOf(serviceWords(words, DOCTOR_USAGE));
  for (const { level, fact, remedy } of facts)
    print(`${level.padEnd(5)}${fact}${remedy === undefined ? '' : `\n     → ${remedy}`}`);
  return facts.some(({ level }) => level === 'bad') ? 1 : 0;
}

async function factsOf(words: ServiceWords): Promise<readonly Fact[]> {
  const kit = await startedKit(words);
  return [
    ...('level' in kit ? [kit] : [...evidenceFacts(kit), await timeFact(kit)]),
    ...(await keyFacts(words)),
    ...(await certificateFacts(words)),
    await caaFact(words),
  ];
}

async function startedKit(words: ServiceWords): Promise<Attester | Fact> {
  try {
    return await attester({
      ...(await attesterOptions(words, DOCTOR_USAGE)),
      freshness: { mode: 'per-visit' },
      log: () => undefined,
    });
  } catch (error) {
    const [fact = '', remedy] = told(error).split('\n');
    if (!(error instanceof AttesterError)) return { level: 'bad', fact };
    return { level: 'bad', fact, ...(remedy === undefined ? {} : { remedy }) };
  }
}

function evidenceFacts({ first: { result } }: Attester): readonly Fact[] {
  const { vector, evidenceFormat, findings, claims } = result;
  const warned = findings.filter(({ outcome }) => outcome === 'warn').map(({ check }) => check);
  const verified: Fact =
    vector.hardware === 'none'
      ? {
          level: 'note',
          fact: `${evidenceFormat ?? 'evidence'}: not verified in full, the manufacturer’s certificates and lists are missing`,
          remedy:
            'Let this machine reach the manufacturer, or name a caching service with --pccs; otherwise every visitor asks for them.',
        }
      : {
          level: 'ok',
          fact: `${evidenceFormat ?? 'evidence'}: hardware ${vector.hardware}, configuration ${vector.configuration}`,
        };
  return [
    verified,
    ...(warned.length === 0
      ? []
      : [{ level: 'note', fact: `warnings: ${warned.join(', ')}`, remedy: 'Each is explained in docs/tees.' } as const]),
    ...(claims === null ? [] : claimFacts(claims)),
  ];
}

function claimFacts({ tcb, debug, hostChosen, measurements }: Claims): readonly Fact[] {
  const status = tcb.status ?? tcb.quoteStatus;
  const isCurrent = status === undefined || status === 'UpToDate';
  return [
    ...(status === undefined
      ? []
      : [
          {
            level: isCurrent ? 'ok' : 'note',
            fact: `TCB status ${status}${tcb.behind === undefined ? '' : `, behind: ${tcb.behind.join(', ')}`}`,
            ...(isCurrent ? {} : { remedy: 'Ask the host for a firmware and microcode update.' }),
          } as const,
        ]),
    { level: 'ok', fact: debug === null ? 'debug: this evidence cannot say' : 'debug: off' },
    hostChosen.length === 0
      ? { level: 'ok', fact: 'no register is chosen by the host' }
      : {
          level: 'note',
          fact: `chosen by the host: ${hostChosen.map(({ register }) => register).join(', ')}`,
          remedy: 'Have your reviewer name their values.',
        },
    ...measurements
      .filter(({ value }) => /[^0]/.test(value))
      .map(({ register, value }) => ({ level: 'ok', fact: `${register} ${value}` }) as const),
  ];
}

async function timeFact(kit: Attester): Promise<Fact> {
  const times: number[] = [];
  for (let count = 0; count < QUOTES; count += 1) {
    const started = performance.now();
    await kit.document(randomBytes(32));
    times.push(performance.now() - started);
  }
  const slowest = Math.max(...times);
  const fact = `a quote takes ${slowest.toFixed(0)} ms (the slowest of ${String(QUOTES)})`;
  return slowest < 1000
    ? { level: 'ok', fact }
    : { level: 'note', fact, remedy: 'Serve with --challenge: a quote an hour, and an attested key for each visitor.' };
}

async function keyFacts({ key }: ServiceWords): Promise<readonly Fact[]> {
  if (key === undefined)
    return [{ level: 'note', fact: 'where the private key is was not looked at', remedy: 'Name it with --key.' }];
  try {
    return [
      (await isInMemory(key))
        ? { level: 'ok', fact: `the private key ${key} is in memory` }
        : {
            level: 'note',
            fact: `the private key ${key} is on a disk`,
            remedy:
              'Make it inside the machine, in memory or on a disk that only this machine can open; a reviewer looks for that.',
          },
    ];
  } catch (error) {
    return [{ level: 'bad', ...unreadable(`the private key ${key}`, error) }];
  }
}

async function certificateFacts({ certificate = [], origin = '' }: ServiceWords): Promise<readonly Fact[]> {
  const facts = certificate.map(async (file): Promise<readonly Fact[]> => {
    try {
      const found = new X509Certificate(await readFile(file));
      return [lifeFact(found, Date.now()), ...(URL.canParse(origin) ? nameFacts(found, new URL(origin).hostname) : [])];
    } catch (error) {
      return [{ level: 'bad', ...unreadable(`the certificate ${file}`, error) }];
    }
  });
  return (await Promise.all(facts)).flat();
}

/** What browsers make of the certificate's dates and of where it came from. @param now milliseconds since 1970 */
function lifeFact({ raw, validFrom, validTo }: X509Certificate, now: number): Fact {
  const day = (text: string): string => new Date(text).toISOString().slice(0, 10);
  const remedy = 'Renew it, or set the clock: browsers refuse the connection.';
  if (Date.parse(validFrom) > now) return { level: 'bad', fact: `the certificate begins only on ${day(validFrom)}`, remedy };
  if (Date.parse(validTo) < now) return { level: 'bad', fact: `the certificate ended on ${day(validTo)}`, remedy };
  const fact = `the certificate ends on ${day(validTo)}`;
  return raw.includes(SCT_EXTENSION)
    ? { level: 'ok', fact: `${fact} and carries timestamps of certificate logs` }
    : {
        level: 'note',
        fact: `${fact} and carries no timestamps of certificate logs`,
        remedy: 'Use a public certificate authority: browsers refuse others.',
      };
}

function nameFacts(certificate: X509Certificate, host: string): readonly Fact[] {
  const name = host.replace(/^\[|\]$/g, '');
  const found = isIP(name) === 0 ? certificate.checkHost(name, { subject: 'never' }) : certificate.checkIP(name);
  if (found !== undefined) return [];
  return [
    {
      level: 'bad',
      fact: `the certificate is not for ${host}`,
      remedy: 'Name the certificate of this origin, leaf first: browsers refuse the connection.',
    },
  ];
}

function unreadable(what: string, error: unknown): Pick<Fact, 'fact' | 'remedy'> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no PEM';
  const remedy = code === 'EACCES' ? 'Run this as the user of the service.' : 'Name the PEM file that the web server reads.';
  return { fact: `${what} cannot be read (${code})`, remedy };
}

/**
 * Who else could get a certificate for this name (RFC 8657): the record names one account, or everybody with the name’s traffic
 * can.
 */
async function caaFact({ origin = '' }: ServiceWords): Promise<Fact> {
  const remedy = 'Publish CAA 0 issue "AUTHORITY; accounturi=ACCOUNT; validationmethods=METHOD".';
  if (!URL.canParse(origin)) return { level: 'bad', fact: `${origin} is no origin` };
  const { hostname } = new URL(origin);
  try {
    const records = await new Resolver({ timeout: DNS_TIMEOUT_MS, tries: 1 }).resolveCaa(hostname);
    const text = JSON.stringify(records);
    if (records.length === 0) return { level: 'note', fact: `${hostname} has no CAA record`, remedy };
    return text.includes('accounturi')
      ? { level: 'ok', fact: `the CAA record of ${hostname} names one account` }
      : { level: 'note', fact: `the CAA record of ${hostname} names no account`, remedy };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return code === 'ENODATA'
      ? { level: 'note', fact: `${hostname} has no CAA record`, remedy }
      : {
          level: 'note',
          fact: `the CAA record of ${hostname} could not be looked up (${code})`,
          remedy: `Where there is DNS: dig CAA ${hostname}. ${remedy}`,
        };
  }
}
