import {
  type AmdAnchors,
  type AmdProductLine,
  type Anchors,
  type AppraisalPolicy,
  type Endorsement,
  type Opening,
} from '../../verifier/index.ts';
import { handedOver, testAnchor } from './anchors.ts';
import { values } from './every.ts';
import type { Family, Word } from './family.ts';
import { file, members, natural, object, oneOf, refuse, text } from './value.ts';

const LINES: readonly AmdProductLine[] = ['Milan', 'Genoa', 'Turin'];
const SEVERITIES = ['accept', 'warn', 'refuse'] as const;
const COMPONENTS = ['fmc', 'bootloader', 'tee', 'snp', 'microcode'] as const;

/** The caller's certificate counts as the one that the report requires, whatever it contains. */
async function vek(word: Word, opening: Opening): Promise<readonly Endorsement[]> {
  const needs = opening.at === 'opened' ? opening.opened.needs([]) : [];
  const need = needs.find(({ kind }) => kind === 'snp.vek' || kind === 'snp.vlek');
  const [bytes, ...others] = handedOver(await file(word), 'CERTIFICATE', word.path);
  if (bytes === undefined || others.length > 0) return refuse(word.path, 'not exactly one certificate');
  return need === undefined ? [] : [{ need, bytes }];
}

/** ASK and ARK are pinned: the caller's copies are ignored, whatever they contain; only a missing file is reported. */
async function chain(word: Word): Promise<readonly Endorsement[]> {
  await file(word);
  return [];
}

/** Of whichever line the report turns out to be: the list itself says whose it is, and is verified. */
async function crl(word: Word): Promise<readonly Endorsement[]> {
  const lists = handedOver(await file(word), 'X509 CRL', word.path);
  return lists.flatMap((bytes) => LINES.map((line) => ({ need: { kind: 'snp.crl', line }, bytes })));
}

async function amd(word: Word, pinned: Anchors): Promise<Anchors> {
  let lines = pinned.amd;
  for (const { name, ...anchors } of members(word)) {
    const line = LINES.find((one) => one === name) ?? refuse(anchors.path, `not one of ${LINES.join(', ')}`);
    lines = { ...lines, [line]: [await lineAnchors(anchors)] };
  }
  return { ...pinned, amd: lines };
}

async function lineAnchors(word: Word): Promise<AmdAnchors> {
  const named = object(word);
  const one = (name: string): ReturnType<typeof testAnchor> =>
    testAnchor({ value: named.value(name) ?? null, path: `${word.path}.${name}` });
  return { ark: await one('ark'), ask: await one('ask'), asvk: await one('asvk') };
}

type SnpPolicy = AppraisalPolicy['tees']['snp'];

const changed = (policy: AppraisalPolicy, change: Partial<SnpPolicy>): AppraisalPolicy => ({
  ...policy,
  tees: { ...policy.tees, snp: { ...policy.tees.snp, ...change } },
});

/** `"1.51"`: major and minor in decimal. */
function minimumPolicyAbi(word: Word, policy: AppraisalPolicy): AppraisalPolicy {
  const [, major, minor] = /^(\d{1,3})\.(\d{1,3})$/.exec(text(word)) ?? refuse(word.path, 'not a version like 1.51');
  return changed(policy, { minimumPolicyAbi: { major: Number(major), minor: Number(minor) } });
}

function vmpl(word: Word, policy: AppraisalPolicy): AppraisalPolicy {
  return changed(policy, { vmpl: oneOf(word, ['any', 'warn-above-0', 0, 1, 2, 3]) });
}

/** `{ "snp": 24, … }`: the minimum levels; an omitted component has none. */
function minimumTcb(word: Word, policy: AppraisalPolicy): AppraisalPolicy {
  const levels = members(word).map(({ name, ...level }) => {
    const component = COMPONENTS.find((one) => one === name) ?? refuse(level.path, `not one of ${COMPONENTS.join(', ')}`);
    return [component, natural(level)] as const;
  });
  return changed(policy, { minimumTcb: { ...policy.tees.snp.minimumTcb, ...Object.fromEntries(levels) } });
}

/** AMD SEV-SNP. */
export const snp: Family = {
  evidence: ['snp-report', 'snp-extended-report'],
  parameters: (evidence) => Promise.resolve(evidence.has('productLine') ? { productLine: evidence.string('productLine') } : {}),
  endorsements: { vek, chain, crl },
  anchors: { amd },
  // A caller who names a time means it: certificates that begin later, and lists that ended before, are refused.
  terminalPolicy: (shipped) => changed(shipped, { timeAhead: 'refuse', staleList: 'refuse' }),
  policy: {
    migrationAgent: (word, policy) => changed(policy, { migrationAgent: oneOf(word, SEVERITIES) }),
    smt: (word, policy) => changed(policy, { smt: oneOf(word, SEVERITIES) }),
    singleSocket: (word, policy) => changed(policy, { singleSocket: oneOf(word, ['accept', 'require']) }),
    minimumPolicyAbi,
    vmpl,
    aliasCheck: (word, policy) => {
      const wanted = oneOf(word, ['accept', 'warn', 'require']);
      return changed(policy, { aliasCheck: wanted === 'require' ? 'refuse' : wanted });
    },
    provisionalTcb: (word, policy) => changed(policy, { provisionalTcb: oneOf(word, SEVERITIES) }),
    minimumTcb,
  },
  expected: {
    measurement: (word) => ({ registers: { MEASUREMENT: values(word) } }),
    hostData: (word) => ({ registers: { HOST_DATA: values(word) } }),
    idKeyDigest: (word) => ({ registers: { ID_KEY_DIGEST: values(word) } }),
    authorKeyDigest: (word) => ({ registers: { AUTHOR_KEY_DIGEST: values(word) } }),
  },
};
