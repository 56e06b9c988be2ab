import type { Hex } from '../bytes/hex.ts';
import { parseJsonObject } from '../encoding/json.ts';
import type { JsonObject } from '../encoding/json-value.ts';
import { Malformed, Unsupported } from '../malformed.ts';
import { measurementDigest, readMeasurement } from './measurement.ts';
import { dateOf, digestsOf, readLink } from './fields.ts';
import {
  httpsOf,
  isHttps,
  lineOf,
  linesOf,
  objectsOf,
  optional,
  originsOf,
  SIGNED_LIMITS,
  textsOf,
  unknownNames,
  WORD,
} from './plain-text.ts';
import { readBuild, readConstraints } from './read-build.ts';
import type { Constraints, Findings, Source, Statement, Uncovered } from './statement.ts';
import { shortDigest } from './short-digest.ts';
import { isProperty, PREDICATE_TYPE, STATEMENT_TYPE, UNCOVERED_INPUTS } from './vocabulary.ts';

/** Longest payload of a statement. */
export const MAX_STATEMENT_BYTES = 64 * 1024;

const MAX_NAME_CHARACTERS = 120;
const MAX_SCOPE_CHARACTERS = 600;
const MAX_SENTENCE_CHARACTERS = 200;
const MAX_LISTED = 32;

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The payload of an envelope whose signature holds → the statement. What the predicate says beyond what is known here is ignored.
 * @param digest SHA-256 of the payload, where the platform has computed it already
 * @throws Malformed; `Unsupported` for a newer predicate
 */
export function readStatement(payload: Uint8Array, digest: Hex = shortDigest(payload)): Statement {
  const json = parseJsonObject(payload, 'statement', MAX_STATEMENT_BYTES, SIGNED_LIMITS);
  if (json.string('_type') !== STATEMENT_TYPE) throw new Malformed('statement._type', 'not an in-toto Statement v1');
  const predicateType = json.string('predicateType');
  if (predicateType !== PREDICATE_TYPE) throw notThisPredicate(predicateType);
  const predicate = json.object('predicate');
  const code = readMeasurement(predicate.object('measurement'), 'identifies');
  const measurement = measurementDigest(code);
  const validity = predicate.object('validity');
  const properties = textsOf(predicate, 'properties', MAX_LISTED);
  if (properties.length === 0) throw new Malformed('statement.predicate.properties', 'asserts nothing');
  if (!properties.every((text) => WORD.test(text))) throw new Malformed('statement.predicate.properties', 'not a property');
  // Named one by one: a copy that grows by twenty members costs more than everything else here.
  const { tee, registers } = code;
  const statement = {
    tee,
    registers,
    digest,
    name: readSubject(json, measurement),
    measurement,
    auditor: readAuditor(predicate.object('verifier')),
    createdAt: dateOf(predicate, 'timeCreated'),
    notBefore: dateOf(validity, 'notBefore'),
    notAfter: dateOf(validity, 'notAfter'),
    properties: properties.filter(isProperty),
    unknownProperties: properties.filter((text) => !isProperty(text)),
    claims: objectsOf(predicate, 'claims', MAX_LISTED).map((claim) => httpsOf(claim, 'type')),
    constraints: withScope(
      readConstraints(optional(predicate, 'constraints', (name) => predicate.object(name))),
      optional(predicate, 'appliesTo', (name) => predicate.object(name)),
    ),
    source: optional(predicate, 'source', (name) => readSource(predicate.object(name))),
    build: optional(predicate, 'build', (name) => readBuild(predicate.object(name))),
    report: optional(predicate, 'report', (name) => readLink(predicate.object(name))),
    scope: optional(predicate, 'scope', (name) => linesOf(predicate, name, MAX_SCOPE_CHARACTERS)) ?? '',
    findings: optional(predicate, 'findings', (name) => readFindings(predicate.object(name))),
    uncovered: objectsOf(predicate, 'notCovered', MAX_LISTED).map(readUncovered),
    origins: optional(predicate, 'appliesTo', (name) => readOrigins(predicate.object(name))),
    supersedes: digestsOf(predicate, 'supersedes'),
  };
  if (statement.notAfter <= statement.notBefore) throw new Malformed('statement.predicate.validity', 'ends before it begins');
  return statement;
}

function notThisPredicate(type: string): Malformed {
  const newer = type.startsWith(PREDICATE_TYPE.replace(/1$/, ''));
  const field = 'statement.predicateType';
  return newer ? new Unsupported(field, 'a newer form of statement') : new Malformed(field, 'not an audit statement');
}

/** Exactly one subject, whose digest is that of the measurement; it may carry registers' own names for other tools. */
function readSubject(json: JsonObject, measurement: Hex): string {
  const [subject, ...more] = json.array('subject').objects();
  if (subject === undefined || more.length > 0) throw new Malformed('statement.subject', 'not one subject');
  if (subject.object('digest').string('sha256') !== measurement)
    throw new Malformed(`${subject.path}.digest.sha256`, 'not the digest of the measurement');
  return lineOf(subject, 'name', MAX_NAME_CHARACTERS);
}

function readAuditor(verifier: JsonObject): Statement['auditor'] {
  return { id: httpsOf(verifier, 'id'), name: lineOf(verifier, 'name', MAX_NAME_CHARACTERS) };
}

function readSource(source: JsonObject): Source {
  const uri = source.string('uri').replace(/^git\+/, '');
  if (!isHttps(uri)) throw new Malformed(`${source.path}.uri`, 'not an https repository');
  const commit = source.object('digest').string('gitCommit');
  if (!COMMIT.test(commit)) throw new Malformed(`${source.path}.digest.gitCommit`, 'not a commit');
  return { uri, commit, tag: optional(source, 'tag', (name) => lineOf(source, name, MAX_NAME_CHARACTERS)) };
}

function readFindings(findings: JsonObject): Findings {
  const open = textsOf(findings, 'open', MAX_LISTED);
  if (!open.every((id) => WORD.test(id))) throw new Malformed(`${findings.path}.open`, 'not an id');
  const [critical, high, medium, low] = ['critical', 'high', 'medium', 'low'].map((name) => findings.natural(name));
  return { critical: critical ?? 0, high: high ?? 0, medium: medium ?? 0, low: low ?? 0, open };
}

/** An input of another name than those known is one of `other`: that it is not covered must not be lost. */
function readUncovered(item: JsonObject): Uncovered {
  const named = item.string('input');
  const input = UNCOVERED_INPUTS.find((one) => one === named) ?? 'other';
  return { input, text: optional(item, 'text', (name) => lineOf(item, name, MAX_SENTENCE_CHARACTERS)) ?? '' };
}

function readOrigins(applies: JsonObject): readonly string[] | null {
  return optional(applies, 'origins', (name) => originsOf(applies, name, MAX_LISTED));
}

/**
 * A statement for less than every site counts for no more than it is for: what is not known here of where it applies does not hold.
 * That is so of a chain (`appliesTo.chain`), too: which service is registered there is another row, and neither moves the other.
 */
function withScope(constraints: Constraints, applies: JsonObject | null): Constraints {
  const unknown = (applies === null ? [] : unknownNames(applies, ['origins'])).map((name) => `appliesTo.${name}`);
  return { ...constraints, unknown: [...constraints.unknown, ...unknown] };
}
