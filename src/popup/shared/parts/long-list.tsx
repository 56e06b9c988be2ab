import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Rows drawn above and below those that are seen, so that a fast scroll shows no gap. */
const OVERSCAN_ROWS = 6;

type Props<T> = {
  /** The list's name, for a screen reader. */
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** Height of every row, and of the window onto them (CSS pixels). */
  readonly rowPixels: number;
  readonly windowPixels: number;
  readonly children: (item: T) => ComponentChildren;
};

/** A list of any length of which only the rows that are seen are drawn: five thousand cost what twenty do. */
export function LongList<T>({ label, items, keyOf, rowPixels, windowPixels, children }: Props<T>): JSX.Element {
  const [top, setTop] = useState(0);
  const total = items.length * rowPixels;
  // After a search the list may be shorter than where it was scrolled to.
  const from = Math.min(top, Math.max(0, total - windowPixels));
  const first = Math.max(0, Math.floor(from / rowPixels) - OVERSCAN_ROWS);
  const last = Math.min(items.length, Math.ceil((from + windowPixels) / rowPixels) + OVERSCAN_ROWS);
  return (
    <div
      class="long-list"
      style={{ maxHeight: `${String(windowPixels)}px` }}
      tabIndex={0}
      role="group"
      aria-label={label}
      onScroll={(event) => {
        setTop(event.currentTarget.scrollTop);
      }}
    >
      <ul aria-label={label} style={{ height: `${String(total)}px` }}>
        {items.slice(first, last).map((item, index) => (
          <li
            key={keyOf(item)}
            aria-setsize={items.length}
            aria-posinset={first + index + 1}
            style={{ top: `${String((first + index) * rowPixels)}px`, height: `${String(rowPixels)}px` }}
          >
            {children(item)}
          </li>
        ))}
      </ul>
    </div>
  );
}
