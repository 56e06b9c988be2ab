import type { AppliedStatement, CodeDecision, Property, Source, Statement } from '../../verifier/audits/index.ts';
import { speakerIn } from '../words/pages/audits.ts';

/** Statements that count here and now; the others are shown with the reason why they do not. */
export const counting = ({ statements }: CodeDecision): readonly AppliedStatement[] =>
  statements.filter(({ notCounted }) => notCounted === null);

/** The statement as the popup describes it: its author always with the list that the user follows, if the names differ. */
export const told = ({ list, statement }: AppliedStatement): Statement => ({
  ...statement,
  auditor: { ...statement.auditor, name: speakerIn(list.title, statement.auditor.name) },
});

/** Is it the publisher's own word? Then it counts as nothing else, whatever else it asserts. */
export const isVendors = ({ properties }: Statement): boolean => properties.includes('TEE_VENDOR_RELEASE');

/** Statements by others than the publisher that count, and assert this. */
export const asserting = (code: CodeDecision, property: Property): readonly AppliedStatement[] =>
  counting(code).filter(({ statement }) => statement.properties.includes(property) && !isVendors(statement));

/** Did this auditor build the source and get another measurement? */
export const differs = ({ statement }: AppliedStatement): boolean => statement.build?.reproduced?.result === 'differs';

/** The first statement that names something: an auditor's before the publisher's. */
export function naming(code: CodeDecision, what: 'source' | 'report' | 'build'): Statement | null {
  const all = counting(code).map(({ statement }) => statement);
  const found = all.filter((statement) => statement[what] !== null);
  return found.find((statement) => !isVendors(statement)) ?? found[0] ?? null;
}

/** Where the source at this commit can be read: the hosting site's page, if we know its form. */
export function sourceAddress({ uri, commit }: Source): string {
  const { hostname } = new URL(uri);
  return hostname === 'github.com' ? `${uri.replace(/(?:\.git)?\/?$/, '')}/tree/${commit}` : uri;
}

/** A commit as people write it: its tag, or the seven digits that git shows. */
export const shortCommit = ({ commit, tag }: Source): string => tag ?? commit.slice(0, 7);
