import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import type { AllowlistDifference, AllowlistEntry } from '../../background/api/allowlist.ts';
import { SlowButton } from '../shared/parts/confirm.tsx';
import { LongList } from '../shared/parts/long-list.tsx';
import { fill, plain, plural } from '../words/fill.ts';
import { entryLine, IMPORT_WORDS } from '../words/pages/allowlist.ts';
import { scopeOf } from './entry.tsx';

const ROW_PIXELS = 66;
const WINDOW_PIXELS = 330;

/** What an import would do, entry by entry, and the button that does it. */
export function Difference({ preview, take }: { preview: AllowlistDifference; take: () => void }): JSX.Element {
  const { added, changed, unchanged } = preview;
  const id = useId();
  const rows: readonly { readonly text: string; readonly entry: AllowlistEntry }[] = [
    ...added.map((entry) => ({ text: fill(IMPORT_WORDS.new, { entry: lineOf(entry) }), entry })),
    ...changed.map(({ before, after }) => ({
      text: fill(IMPORT_WORDS.changed, { before: lineOf(before), after: lineOf(after) }),
      entry: after,
    })),
  ];
  return (
    <div class="difference" role="region" aria-labelledby={id}>
      <h3 id={id}>{IMPORT_WORDS.title}</h3>
      <p>{fill(IMPORT_WORDS.summary, { added: added.length, changed: changed.length, unchanged })}</p>
      {rows.length > 0 && (
        <LongList
          label={IMPORT_WORDS.label}
          items={rows}
          keyOf={({ entry }) => entry.id}
          rowPixels={ROW_PIXELS}
          windowPixels={WINDOW_PIXELS}
        >
          {({ text, entry }) => (
            <div class="import-row">
              <p title={text}>{text}</p>
              {Object.entries(entry.registers)
                .slice(0, 1)
                .map(([register, value]) => (
                  <code key={register} class="line">
                    {plain(register)} {plain(value)}
                  </code>
                ))}
            </div>
          )}
        </LongList>
      )}
      {rows.length > 0 && <SlowButton label={plural(IMPORT_WORDS.accept, rows.length)} act={take} />}
    </div>
  );
}

const lineOf = (entry: AllowlistEntry): string => fill(IMPORT_WORDS.line, { scope: scopeOf(entry), entry: entryLine(entry) });
