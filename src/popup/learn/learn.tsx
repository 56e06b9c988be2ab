import type { JSX } from 'preact';
import { LEARN_WORDS } from '../words/pages/learn.ts';
import { teeName } from '../words/tees.ts';
import { readMarkdown, type Block, type Inline, type Line } from './markdown.ts';

type Props = { readonly pages: Readonly<Partial<Record<string, string>>>; readonly tee: string | null };

/** What one kind of hardware proves, who one still relies on, and how it was attacked. */
export function Learn({ pages, tee }: Props): JSX.Element {
  const text = tee !== null && Object.hasOwn(pages, tee) ? pages[tee] : undefined;
  return (
    <div class="columns">
      <nav aria-label={LEARN_WORDS.contents}>
        <ul>
          {Object.keys(pages).map((id) => (
            <li key={id}>
              <a href={`?tee=${id}`} aria-current={id === tee ? 'page' : undefined}>
                {teeName(id)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main class="article">
        {text === undefined ? (
          <>
            <h1>{LEARN_WORDS.title}</h1>
            <p>{LEARN_WORDS.intro}</p>
          </>
        ) : (
          readMarkdown(text).map((block, i) => <DrawnBlock key={i} block={block} />)
        )}
      </main>
    </div>
  );
}

function DrawnBlock({ block }: { block: Block }): JSX.Element {
  switch (block.kind) {
    case 'heading': {
      const Heading = (['h1', 'h2', 'h3', 'h4'] as const)[block.level - 1] ?? 'h4';
      return (
        <Heading>
          <DrawnLine line={block.line} />
        </Heading>
      );
    }
    case 'paragraph':
      return (
        <p>
          <DrawnLine line={block.line} />
        </p>
      );
    case 'list':
      return (
        <ul class="plain">
          {block.items.map((item, i) => (
            <li key={i}>
              <DrawnLine line={item} />
            </li>
          ))}
        </ul>
      );
    case 'table':
      return <Table head={block.head} rows={block.rows} />;
  }
}

function Table({ head, rows }: { head: readonly Line[]; rows: readonly (readonly Line[])[] }): JSX.Element {
  return (
    <div class="scroll" role="region" aria-label={LEARN_WORDS.table} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {head.map((cell, i) => (
              <th key={i} scope="col">
                <DrawnLine line={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j}>
                  <DrawnLine line={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function DrawnLine({ line }: { line: Line }): JSX.Element {
  return (
    <>
      {line.map((part, i) => (
        <Part key={i} part={part} />
      ))}
    </>
  );
}

/** External links use https; a link to another file of the repository is drawn as plain text. */
function Part({ part }: { part: Inline }): JSX.Element {
  switch (part.kind) {
    case 'text':
      return <>{part.text}</>;
    case 'strong':
      return <strong>{part.text}</strong>;
    case 'em':
      return <em>{part.text}</em>;
    case 'code':
      return <code>{part.text}</code>;
    case 'link':
      return part.href.startsWith('https://') ? (
        <a href={part.href} target="_blank" rel="noreferrer noopener">
          {part.text}
        </a>
      ) : (
        <span>{part.text}</span>
      );
  }
}
