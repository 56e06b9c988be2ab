import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';

/** Rows drawn above and below the visible ones, so that a fast scroll shows no gap. */
const OVERSCAN_ROWS = 6;

type Props<T> = {
  /** The list's name, for screen readers. */
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string;
  /** The height of every row, and of the visible part of the list (CSS pixels). */
  readonly rowPixels: number;
  readonly windowPixels: number;
  readonly children: (item: T) => ComponentChildren;
};

/** A list of any length that draws only the visible rows: five thousand cost as little as twenty. */
export function LongList<T>({ label, items, keyOf, rowPixels, windowPixels, children }: Props<T>): JSX.Element {
  const [top, setTop] = useState(0);
  const total = items.length * rowPixels;
  // After a search the list may be shorter than the scroll position.
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
