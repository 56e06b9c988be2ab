import type { JSX } from 'preact';
import type { SiteView } from '../../background/api/site-view.ts';
import type { Build, Statement } from '../../verifier/audits/index.ts';
import { naming, shortCommit, sourceAddress } from '../shared/code-statements.ts';
import { CopyButton, Copyable } from '../shared/parts/copyable.tsx';
import { Outside } from '../shared/parts/outside.tsx';
import { Facts } from '../shared/result/section.tsx';
import { fill, plain, plural } from '../words/fill.ts';
import { AUDIT_WORDS } from '../words/pages/audits.ts';
import { REBUILD_WORDS } from '../words/pages/rebuild.ts';
import { Compare } from './compare.tsx';

/** Rebuilding a tab's code from its source, and comparing: what to run, with which builder, and the result. */
export function Rebuild({ view }: { view: SiteView | null }): JSX.Element {
  const appraised = view?.state.at === 'appraised' ? view.state : null;
  const statement = appraised === null ? null : naming(appraised.code, 'build');
  const build = statement?.build ?? null;
  return (
    <main class="screen">
      <h1>{REBUILD_WORDS.title}</h1>
      {view === null || appraised === null || statement === null || build === null ? (
        <p>{REBUILD_WORDS.nothing}</p>
      ) : (
        <>
          <p>{fill(REBUILD_WORDS.intro, { name: statement.name, auditor: statement.auditor.name })}</p>
          {appraised.code.statements.some(({ list }) => list.demonstration) && <p>{AUDIT_WORDS.demonstration}</p>}
          <Recipe statement={statement} build={build} />
          <Compare view={view} result={appraised.result} statement={statement} />
        </>
      )}
    </main>
  );
}

function Recipe({ statement, build }: { statement: Statement; build: Build }): JSX.Element {
  const { source } = statement;
  const { commands, environment, expectedMinutes, recipe, system } = build;
  return (
    <section class="card">
      <h2>{REBUILD_WORDS.how}</h2>
      <Facts
        rows={[
          ...(source === null
            ? []
            : [
                [
                  REBUILD_WORDS.source,
                  <Outside key="source" href={sourceAddress(source)} label={shortCommit(source)} />,
                ] as const,
              ]),
          [AUDIT_WORDS.system, plain(system)],
          ...(expectedMinutes === null ? [] : [[REBUILD_WORDS.time, plural(REBUILD_WORDS.minutes, expectedMinutes)] as const]),
          ...(recipe === null
            ? []
            : [[REBUILD_WORDS.recipe, <Outside key="recipe" href={recipe.uri} label={recipe.title ?? recipe.uri} />] as const]),
        ]}
      />
      {source !== null && <Copyable name={AUDIT_WORDS.commit} value={source.commit} />}
      {environment.map(({ uri, sha256 }) => (
        <Copyable key={uri} name={AUDIT_WORDS.builder} about={plain(uri)} value={sha256} />
      ))}
      {commands.length > 0 && (
        <>
          <div class="row">
            <h3>{REBUILD_WORDS.commands}</h3>
            <CopyButton text={`${commands.join('\n')}\n`} name={REBUILD_WORDS.copyCommands} />
          </div>
          <pre class="commands">
            <code>{commands.map((command) => plain(command)).join('\n')}</code>
          </pre>
          <p class="note">{REBUILD_WORDS.neverRun}</p>
        </>
      )}
    </section>
  );
}
