import type { JSX } from 'preact';
import { plain } from '../words/fill.ts';
import { FIELDS_WORDS } from '../words/pages/inspect.ts';
import type { Row } from './rows.ts';
import { stoppedAt } from './sentences.ts';

/** Longer values are folded. */
const LONG = 128;
const MAX_VALUE_BYTES = 1 << 20;

/** The evidence field by field. */
export function Fields({
  rows,
  stopped,
}: {
  rows: readonly Row[];
  stopped: { field: string; why: string; offset: number } | null;
}): JSX.Element {
  return (
    <section class="card" aria-labelledby="fields">
      <h2 id="fields">{FIELDS_WORDS.title}</h2>
      {stopped !== null && <p role="alert">{stoppedAt(stopped)}</p>}
      {rows.length === 0 ? (
        <p class="empty">{FIELDS_WORDS.empty}</p>
      ) : (
        <div class="scroll" role="region" aria-labelledby="fields" tabIndex={0}>
          <table class="bytes">
            <thead>
              <tr>
                <th scope="col">{FIELDS_WORDS.bytes}</th>
                <th scope="col">{FIELDS_WORDS.field}</th>
                <th scope="col">{FIELDS_WORDS.value}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, i) => (
                <tr key={i} data-depth={Math.min(row.depth, 4)}>
                  <td>{rangeOf(row)}</td>
                  <th scope="row">{plain(row.name)}</th>
                  <td>
                    <Value text={row.value} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

/** The bytes that a check read, folded away under it. */
export function Bytes({ rows }: { rows: readonly Row[] }): JSX.Element | null {
  if (rows.length === 0) return null;
  return (
    <details class="looked">
      <summary>{FIELDS_WORDS.lookedAt}</summary>
      <dl>
        {rows.map((row, i) => (
          <div key={i}>
            <dt>
              {plain(row.name)} <span class="note">{rangeOf(row)}</span>
            </dt>
            <dd>
              <Value text={row.value} />
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Bytes from the start of the evidence, first and last. */
function rangeOf({ at }: Row): string {
  if (at === null) return '';
  return at.length === 1 ? String(at.offset) : `${String(at.offset)}–${String(at.offset + at.length - 1)}`;
}

function Value({ text }: { text: string }): JSX.Element {
  const shown = plain(text, MAX_VALUE_BYTES);
  if (shown.length <= LONG) return <code>{shown}</code>;
  return (
    <details>
      <summary>
        <code>{shown.slice(0, 48)}…</code>
      </summary>
      <code>{shown}</code>
    </details>
  );
}
