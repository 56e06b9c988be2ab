import type { AuditList, Statement } from '../../verifier/audits/index.ts';
import { measurementText } from '../../verifier/audits/index.ts';
import { OAK_CLAIM } from '../../verifier/audits/vocabulary.ts';

/** A key's fingerprint as pages show it: in groups of four. */
export const grouped = (fingerprint: string): string => (fingerprint.match(/.{1,4}/g) ?? []).join(' ');

const day = (date: string): string => date.slice(0, 10);

/** What users who follow only this list will see of a statement, as text. @param notCounted why it does not count; null if it does */
export function tellStatement(statement: Statement, notCounted: string | null): string {
  const { name, auditor, properties, createdAt, notBefore, notAfter, source, build, report, findings } = statement;
  const lines: readonly (readonly [string, string | null])[] = [
    ['Code', name],
    ['By', `${auditor.name} (${auditor.id}), ${day(createdAt)}`],
    ['Holds', `${day(notBefore)} to ${day(notAfter)}`],
    ['Asserts', properties.join(', ')],
    ['Does not count', notCounted],
    ['Alone makes the code', notCounted === null ? outcomeAlone(statement) : null],
    ['Unknown here', statement.unknownProperties.join(', ') || null],
    ['Measurement', measurementText(statement).trim().replaceAll('\n', '\n    ')],
    ['SHA-256 of it', statement.measurement],
    ['Source', source === null ? null : `${source.uri} at ${source.commit}${source.tag === null ? '' : ` (${source.tag})`}`],
    ['Build', build === null ? null : [build.system, ...build.commands].join('\n    ')],
    ['Reproduced', reproducedIn(build)],
    ['Report', report === null ? null : `${report.title ?? ''} ${report.uri} ${report.sha256 ?? 'without a digest'}`.trim()],
    ['Scope', statement.scope.replaceAll('\n', '\n    ') || null],
    [
      'Findings',
      findings === null
        ? null
        : `${String(findings.critical)} critical, ${String(findings.high)} high, ${String(findings.medium)} medium, ${String(findings.low)} low; open: ${findings.open.join(', ') || 'none'}`,
    ],
    [
      'Not covered',
      statement.uncovered.map(({ input, text }) => (text === '' ? input : `${input}: ${text}`)).join('\n    ') || null,
    ],
    ['Only at', statement.origins?.join(', ') ?? null],
    ['Constraints', constraintsOf(statement)],
    ['Name', `sha256:${statement.digest}`],
  ];
  return lines.flatMap(([label, text]) => (text === null ? [] : [`${label}: ${text}`])).join('\n');
}

function reproducedIn(build: Statement['build']): string | null {
  const reproduced = build?.reproduced ?? null;
  if (reproduced === null) return null;
  return reproduced.host === null ? reproduced.result : `${reproduced.result}, ${reproduced.host}`;
}

/** The decision if nobody else says anything (docs/AUDITS.md, “The decision”). */
function outcomeAlone({ properties }: Statement): string {
  const has = (one: Statement['properties'][number]): boolean => properties.includes(one);
  const outcome = has('TEE_VENDOR_RELEASE')
    ? 'vendor says so'
    : has('TEE_SOURCE_REVIEWED') && has('TEE_BUILD_REPRODUCED')
      ? 'reviewed'
      : 'unknown (source review and reproduced build are both needed, from you or from another auditor)';
  return has('TEE_KNOWN_VULNERABLE') ? `${outcome}; at least amber` : outcome;
}

function constraintsOf({ constraints }: Statement): string | null {
  const { mrSigner, isvProdId, minIsvSvn, tcbStatus, denyAdvisories, unknown } = constraints;
  const found = [
    mrSigner === null ? '' : `mrsigner ${mrSigner}`,
    isvProdId === null ? '' : `isvprodid ${String(isvProdId)}`,
    minIsvSvn === null ? '' : `isvsvn at least ${String(minIsvSvn)}`,
    tcbStatus === null ? '' : `TCB ${tcbStatus.join(' or ')}`,
    denyAdvisories.length === 0 ? '' : `none of ${denyAdvisories.join(', ')}`,
    unknown.length === 0 ? '' : `unknown to this release, so it counts nowhere: ${unknown.join(', ')}`,
  ].filter((one) => one !== '');
  return found.length === 0 ? null : found.join('; ');
}

/** What deserves a second look, although readers accept it. */
export function advice({ properties, claims, registers, source, report, build, uncovered }: Statement): readonly string[] {
  const oak = OAK_CLAIM.TEE_BUILD_REPRODUCED ?? '';
  const zero = Object.keys(registers).filter((register) => /^0+$/.test(registers[register] ?? ''));
  return [
    zero.length > 0 ? `names registers that are zero, so nothing was measured into them: ${zero.join(', ')}` : '',
    properties.includes('TEE_SOURCE_REVIEWED') && source === null ? 'asserts a review of source that it does not name' : '',
    properties.includes('TEE_BUILD_REPRODUCED') && build === null ? 'asserts a build that it does not describe' : '',
    report === null ? 'names no report' : '',
    report !== null && report.sha256 === null ? 'names a report without its digest' : '',
    uncovered.length === 0 ? 'does not say what the measurement does not cover' : '',
    claims.includes(oak) && !properties.includes('TEE_BUILD_REPRODUCED')
      ? 'claims a reproducible build without asserting one'
      : '',
  ].filter((one) => one !== '');
}

/** What the subscription page shows, as text. @param fingerprints of its current keys */
export function tellList(list: AuditList, digest: string, fingerprints: readonly string[]): string {
  const { title, id, version, issued, expires, keys, statements, revoked, denied } = list;
  return [
    `List: ${title} (${id})`,
    `Version: ${String(version)}, issued ${issued}, expires ${expires}`,
    `Keys: ${String(keys.threshold)} of ${String(keys.current.length)} must sign`,
    ...keys.current.map((key, index) => `    ${key}\n    fingerprint ${grouped(fingerprints[index] ?? '')}`),
    ...keys.next.map((key) => `    announced: ${key}`),
    ...keys.retired.map((key) => `    retired: ${key}`),
    `Statements: ${String(statements.length)}; revoked: ${String(revoked.length)}; denied: ${String(denied.length)}`,
    ...statements.map(
      (statement) =>
        `    ${statement.name}: ${statement.properties.join(', ')}, until ${day(statement.notAfter)}, sha256:${statement.digest}`,
    ),
    ...revoked.map((one) => `    revoked for ${one.reason}: sha256:${one.statement}`),
    ...denied.map(
      (one) => `    denied (${one.severity}): ${measurementText(one).trim().replaceAll('\n', ' ')}, sha256:${one.measurement}`,
    ),
    `Digest: ${digest}`,
  ].join('\n');
}
