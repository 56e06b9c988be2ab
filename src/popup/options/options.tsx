import type { ComponentChildren, JSX } from 'preact';
import { About } from './about.tsx';
import { Allowlist } from './allowlist.tsx';
import { Registries } from './registries.tsx';
import { Developer } from './developer.tsx';
import { Permissions } from './permissions.tsx';
import { SetAside } from './set-aside.tsx';
import { Sites } from './sites.tsx';
import { Vendors } from './vendors.tsx';

const SECTIONS = [
  ['code', 'Accepted code', Allowlist],
  ['sites', 'Remembered sites', Sites],
  ['permissions', 'Where Sealmark looks', Permissions],
  ['vendors', 'Asking manufacturers', Vendors],
  ['chains', 'Public registries', Registries],
  ['developer', 'For developers', Developer],
  ['set-aside', 'Damaged records', SetAside],
  ['about', 'About', About],
] as const satisfies readonly (readonly [string, string, () => JSX.Element])[];

/** Everything a user can choose, on one page with a table of contents. */
export function Options(): JSX.Element {
  return (
    <>
      <header class="masthead">
        <img src="/icons/logo-64.png" width="40" height="40" alt="" />
        <h1>Sealmark settings</h1>
      </header>
      <div class="columns">
        <nav aria-label="Sections">
          <ul>
            {SECTIONS.map(([id, title]) => (
              <li key={id}>
                <a href={`#${id}`}>{title}</a>
              </li>
            ))}
          </ul>
        </nav>
        <main>
          {SECTIONS.map(([id, title, Content]) => (
            <Card key={id} id={id} title={title}>
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
