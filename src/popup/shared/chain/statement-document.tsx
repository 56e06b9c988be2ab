import type { JSX } from 'preact';
import type { ListName, Statement } from '../../../verifier/audits/index.ts';
import { fill, plain } from '../../words/fill.ts';
import { AUDIT_WORDS, statementSentences } from '../../words/pages/audits.ts';
import { shortCommit, sourceAddress } from '../code-statements.ts';
import { Copyable } from '../parts/copyable.tsx';
import { Outside } from '../parts/outside.tsx';
import { Facts } from '../result/section.tsx';

/** One statement as a document: what it says, whose it is, and the bytes that identify it. */
export function StatementDocument({ list, statement }: { list: ListName; statement: Statement }): JSX.Element {
  const { auditor, source, report, scope, notBefore, notAfter, digest } = statement;
  const reportHash = report?.sha256 ?? null;
  return (
    <article class="statement">
      {list.demonstration && <p>{AUDIT_WORDS.demonstration}</p>}
      {statementSentences(statement).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      <Facts
        rows={[
          [AUDIT_WORDS.auditor, plain(auditor.name)],
          [AUDIT_WORDS.list, plain(list.title)],
          [AUDIT_WORDS.validity, fill(AUDIT_WORDS.validFromTo, { from: notBefore, until: notAfter })],
          ...(scope === '' ? [] : [[AUDIT_WORDS.scope, plain(scope, 600)] as const]),
        ]}
      />
      <p class="code-links">
        {report !== null && <Outside href={report.uri} label={AUDIT_WORDS.report} />}
        {source !== null && (
          <Outside href={sourceAddress(source)} label={fill(AUDIT_WORDS.sourceAt, { tag: shortCommit(source) })} />
        )}
      </p>
      {source !== null && <Copyable name={AUDIT_WORDS.commit} value={source.commit} />}
      {reportHash !== null && <Copyable name={AUDIT_WORDS.reportHash} value={reportHash} />}
      <Copyable name={AUDIT_WORDS.statementHash} value={digest} />
    </article>
  );
}
