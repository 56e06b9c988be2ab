/** A longer line is not a request: files are named, not written out. In characters. */
export const MAX_LINE_BYTES = 4 * 1024 * 1024;

/** One line of input; `text` is null for a line longer than `MAX_LINE_BYTES`, which is skipped to its end. */
export type Line = { readonly text: string | null };

/** Text chunks → lines, the last one with or without its line feed. Keeps no more than one line and one chunk. */
export async function* lines(chunks: AsyncIterable<string>, longest = MAX_LINE_BYTES): AsyncGenerator<Line> {
  let held = '';
  let tooLong = false;
  for await (const chunk of chunks) {
    const [first = '', ...others] = chunk.split('\n');
    held = tooLong ? '' : held + first;
    for (const next of others) {
      yield { text: tooLong || held.length > longest ? null : held };
      tooLong = false;
      held = next;
    }
    if (held.length > longest) tooLong = true;
    if (tooLong) held = '';
  }
  if (held !== '' || tooLong) yield { text: tooLong || held.length > longest ? null : held };
}
