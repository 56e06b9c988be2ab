import {
  worse,
  type Aspect,
  type AttestationResult,
  type Finding,
  type Measurement,
  type Tier,
} from '../../../verifier/index.ts';
import type { Lexicon } from '../../words/finding.ts';
import { LINKS, type LinkName, type LinkStatus } from '../../words/pages/chain.ts';
import { codeRegisters } from '../code-registers.ts';

/** One link: a fact, and the evidence of the arrow that leads to it. */
export type Link = {
  readonly name: LinkName;
  readonly status: LinkStatus;
  /** The checks that lead to it. */
  readonly findings: readonly Finding[];
  /** The bytes that lead to it: registers of the evidence. */
  readonly bytes: readonly Measurement[];
};

/** A tier as a link stands for it. */
const STATUS_OF: Readonly<Record<Tier, LinkStatus>> = {
  affirming: 'shown',
  warning: 'warning',
  none: 'unknown',
  contraindicated: 'broken',
};

/** The aspects whose checks lead to a link. What others say of the code is no check of the evidence. */
const ASPECTS_OF: Readonly<Record<LinkName, readonly Aspect[]>> = {
  chip: ['hardware'],
  evidence: ['freshness', 'channel'],
  code: ['configuration', 'executables'],
  source: [],
  build: [],
  review: [],
};

/**
 * The chain that a result draws, first link first. After a broken link nothing is shown.
 * @param ofFile evidence of a file, which no connection led to
 */
export function chainOf(result: AttestationResult, lexicon: Lexicon, ofFile = false): readonly Link[] {
  let broken = false;
  return LINKS.map((name) => {
    const status = broken ? 'unreached' : statusOf(name, result);
    broken ||= status === 'broken';
    const aspects = ASPECTS_OF[name].filter((aspect) => aspect !== 'channel' || !ofFile);
    const findings = result.findings.filter(({ check }) => aspects.some((aspect) => lexicon.checks[check]?.aspect === aspect));
    return { name, status, findings, bytes: name === 'code' ? codeRegisters(result.claims) : [] };
  });
}

function statusOf(name: LinkName, { vector, claims, vouchedBy }: AttestationResult): LinkStatus {
  switch (name) {
    case 'chip':
      return STATUS_OF[vector.hardware];
    case 'evidence':
      // Where the connection ends is a row of its own, unless it is shown to end elsewhere: then the evidence is not about it.
      return vector.channel === 'contraindicated' ? 'broken' : STATUS_OF[vector.freshness];
    case 'code':
      if (claims === null) return 'unknown';
      // Code that nobody knows is measured all the same: what is unknown are the links after it.
      return STATUS_OF[vector.executables === 'none' ? vector.configuration : worse(vector.configuration, vector.executables)];
    case 'source':
    case 'build':
      return 'unknown';
    case 'review':
      return vector.executables === 'affirming' && vouchedBy.length > 0 ? 'shown' : 'unknown';
  }
}
