import {
  tierOf,
  worse,
  type Aspect,
  type AttestationResult,
  type Finding,
  type Measurement,
  type Tier,
} from '../../../verifier/index.ts';
import type { Lexicon } from '../../words/finding.ts';
import type { AppliedStatement, CodeDecision } from '../../../verifier/audits/index.ts';
import { LINKS, type LinkName, type LinkStatus } from '../../words/pages/chain.ts';
import { codeRegisters } from '../code-registers.ts';
import { asserting, counting, differs, isVendors } from '../code-statements.ts';

/** One link: a fact, and the evidence for the arrow that leads to it. */
export type Link = {
  readonly name: LinkName;
  readonly status: LinkStatus;
  /** The checks that lead to it. */
  readonly findings: readonly Finding[];
  /** The bytes that lead to it: registers of the evidence. */
  readonly bytes: readonly Measurement[];
  /** The documents that lead to it: statements that count. */
  readonly statements: readonly AppliedStatement[];
};

/** A tier as a link shows it. */
const STATUS_OF: Readonly<Record<Tier, LinkStatus>> = {
  affirming: 'shown',
  warning: 'warning',
  none: 'unknown',
  contraindicated: 'broken',
};

/** The aspects whose checks lead to a link. What others say about the code is not a check of the evidence. */
const ASPECTS_OF: Readonly<Record<LinkName, readonly Aspect[]>> = {
  chip: ['hardware'],
  evidence: ['freshness', 'channel'],
  code: ['configuration', 'executables'],
  source: [],
  build: [],
  review: ['executables'],
};

/**
 * The chain of a result, first link first. After a broken link nothing is shown. @param ofFile evidence from a file, without a
 * connection
 */
export function chainOf(result: AttestationResult, code: CodeDecision, lexicon: Lexicon, ofFile = false): readonly Link[] {
  let broken = false;
  return LINKS.map((name) => {
    const status = broken ? 'unreached' : statusOf(name, result, code, lexicon);
    broken ||= status === 'broken';
    const aspects = ASPECTS_OF[name].filter((aspect) => aspect !== 'channel' || !ofFile);
    const findings = result.findings.filter(({ check }) => aspects.some((aspect) => lexicon.checks[check]?.aspect === aspect));
    return {
      name,
      status,
      findings: findings.filter(({ check }) => (check === WARNINGS) === (name === 'review')),
      bytes: name === 'code' ? codeRegisters(result.claims) : [],
      statements: statementsAbout(name, code),
    };
  });
}

/** Whether anyone warns about the code is a check of the evidence, but concerns who reviewed the code. */
const WARNINGS = 'reference.warnings';
const MEASUREMENT = 'reference.measurement';

/** The documents that lead to a link; a publisher's word only names a source. */
function statementsAbout(name: LinkName, code: CodeDecision): readonly AppliedStatement[] {
  switch (name) {
    case 'source':
      return counting(code).filter(({ statement }) => statement.source !== null);
    case 'build':
      return [...new Set([...asserting(code, 'TEE_BUILD_REPRODUCED'), ...counting(code).filter(differs)])];
    case 'review':
      return [...new Set([...asserting(code, 'TEE_SOURCE_REVIEWED'), ...asserting(code, 'TEE_KNOWN_VULNERABLE')])];
    case 'chip':
    case 'evidence':
    case 'code':
      return [];
  }
}

function statusOf(name: LinkName, result: AttestationResult, code: CodeDecision, lexicon: Lexicon): LinkStatus {
  const { vector, claims } = result;
  switch (name) {
    case 'chip':
      return STATUS_OF[vector.hardware];
    case 'evidence':
      // Where the connection ends is a separate row, unless it is shown to end elsewhere: then the evidence is not about it.
      return vector.channel === 'contraindicated' ? 'broken' : STATUS_OF[vector.freshness];
    case 'code':
      return claims === null ? 'unknown' : STATUS_OF[worse(vector.configuration, measuredTier(result, lexicon))];
    case 'source':
      return sourceStatus(code);
    case 'build':
      return buildStatus(code);
    case 'review':
      return reviewStatus(result, code);
  }
}

/**
 * What the evidence itself says about the code. Unknown code is still measured, and a warning about it concerns who reviewed it:
 * those are later links.
 */
function measuredTier({ findings }: AttestationResult, lexicon: Lexicon): Tier {
  return findings.reduce<Tier>((worst, { check: id, outcome }) => {
    const check = lexicon.checks[id];
    const elsewhere = id === WARNINGS || (id === MEASUREMENT && outcome !== 'fail');
    const tier = check?.aspect !== 'executables' || elsewhere ? undefined : tierOf(check, outcome);
    return tier === undefined ? worst : worse(worst, tier);
  }, 'affirming');
}

function sourceStatus(code: CodeDecision): LinkStatus {
  const named = counting(code).filter(({ statement }) => statement.source !== null);
  return named.some(({ statement }) => !isVendors(statement)) ? 'shown' : 'unknown';
}

function buildStatus(code: CodeDecision): LinkStatus {
  const built = asserting(code, 'TEE_BUILD_REPRODUCED').filter((one) => !differs(one));
  const shown = built.length > 0 || code.accepted.some(({ kind }) => kind === 'rebuilt');
  const other = counting(code).some(differs);
  return other ? (shown ? 'warning' : 'broken') : shown ? 'shown' : 'unknown';
}

function reviewStatus({ findings }: AttestationResult, code: CodeDecision): LinkStatus {
  const warned = findings.find(({ check }) => check === WARNINGS)?.outcome;
  if (warned === 'fail') return 'broken';
  if (warned === 'warn' || code.outcome === 'denied' || code.knownVulnerable) return 'warning';
  return asserting(code, 'TEE_SOURCE_REVIEWED').length > 0 || code.accepted.length > 0 ? 'shown' : 'unknown';
}
