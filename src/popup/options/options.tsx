import type { ComponentChildren, JSX } from 'preact';
import { OPTIONS_WORDS, SECTION_TITLES } from '../words/pages/options.ts';
import { About } from './about.tsx';
import { Allowlist } from './allowlist.tsx';
import { Registries } from './registries.tsx';
import { Denylist } from './denylist.tsx';
import { Connection } from './connection.tsx';
import { Developer } from './developer.tsx';
import { Lists } from './lists.tsx';
import { Permissions } from './permissions.tsx';
import { SetAside } from './set-aside.tsx';
import { Sites } from './sites.tsx';
import { Vendors } from './vendors.tsx';

const SECTIONS = [
  ['code', Allowlist],
  ['rejected', Denylist],
  ['lists', Lists],
  ['sites', Sites],
  ['permissions', Permissions],
  ['vendors', Vendors],
  ['connection', Connection],
  ['chains', Registries],
  ['developer', Developer],
  ['set-aside', SetAside],
  ['about', About],
] as const satisfies readonly (readonly [keyof typeof SECTION_TITLES, () => JSX.Element])[];

/** All the user's choices, on one page with a table of contents. */
export function Options(): JSX.Element {
  return (
    <>
      <header class="masthead">
        <img src="/icons/logo-64.png" width="40" height="40" alt="" />
        <h1>{OPTIONS_WORDS.title}</h1>
      </header>
      <div class="columns">
        <nav aria-label={OPTIONS_WORDS.contents}>
          <ul>
            {SECTIONS.map(([id]) => (
              <li key={id}>
                <a href={`#${id}`}>{SECTION_TITLES[id]}</a>
              </li>
            ))}
          </ul>
        </nav>
        <main>
          {SECTIONS.map(([id, Content]) => (
            <Card key={id} id={id} title={SECTION_TITLES[id]}>
              <Content />
            </Card>
          ))}
        </main>
      </div>
    </>
  );
}

function Card({ id, title, children }: { id: string; title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="card" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {children}
    </section>
  );
}
