import { attribute, inlineText, scriptKind, type Tag, tagsIn } from './tags.ts';

/** Marks a data block in which a page of Next keeps rows that were a script. */
const ROWS = 'data-sealmark-rows';

/** `self.__next_f.push([1,"…"])`, as Next writes its rows; the array is JSON. */
const PUSH = /^self\.__next_f\.push\((\[[^]*\])\)$/;

/**
 * Reads the data block before it, at the moment at which the rows were pushed. The same text on every page, so that evidence names it
 * once however many pages there are.
 */
export const ROWS_READER = 'self.__next_f.push(JSON.parse(document.currentScript.previousElementSibling.textContent))';

/** The rows in a data block, as JSON; null for every other tag. */
export const rowsIn = (tag: Tag): string | null =>
  tag.name === 'script' && scriptKind(tag) === 'data' && attribute(tag, ROWS) !== null ? tag.text : null;

/**
 * The same page with its rows in data blocks (HTML, “data block”: a script element whose type is no code), which need no source. Then
 * nothing names the rows.
 */
export function withDataBlocks(html: string): string {
  let written = '';
  let copied = 0;
  for (const tag of tagsIn(html)) {
    const json = pushedIn(tag);
    if (json === null) continue;
    const block = `<script type="application/json" ${ROWS}>${json}</script>`;
    written += `${html.slice(copied, tag.start)}${block}<script>${ROWS_READER}`;
    copied = tag.end + tag.text.length;
  }
  return written + html.slice(copied);
}

function pushedIn(tag: Tag): string | null {
  if (tag.name !== 'script' || scriptKind(tag) !== 'classic' || attribute(tag, 'src') !== null) return null;
  const [, json = ''] = PUSH.exec(inlineText(tag)) ?? [];
  return isRows(json) ? json : null;
}

function isRows(json: string): boolean {
  try {
    return Array.isArray(JSON.parse(json));
  } catch {
    return false;
  }
}
