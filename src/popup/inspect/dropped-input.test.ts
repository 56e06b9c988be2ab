import { describe, expect, it } from 'vitest';
import { droppedInput, type Dropped } from './dropped-input.ts';
import { MAX_INPUT_BYTES } from './recognise.ts';

const file = (name: string, content: string | Uint8Array<ArrayBuffer>): File => new File([content], name);
const files = (...dropped: readonly File[]): Dropped => ({
  files: dropped,
  items: dropped.map(() => ({ webkitGetAsEntry: () => null })),
});

/** A folder as browsers give it: its files by name, and nothing of it among the files. */
function folder(...content: readonly File[]): Dropped {
  const entry = {
    isDirectory: true,
    getFile(name: string, _: object, got: (entry: object) => void, none: () => void) {
      const found = content.find((one) => one.name === name);
      if (found === undefined) none();
      else
        got({
          file(give: (one: File) => void) {
            give(found);
          },
        });
    },
  };
  return { files: [], items: [{ webkitGetAsEntry: () => entry as unknown as FileSystemEntry }] };
}

async function textOf(dropped: Dropped): Promise<string | null> {
  const input = await droppedInput(dropped);
  return input === null || input === 'too-large' ? input : new TextDecoder().decode(input.bytes);
}

const REPORT = '{"outblob":"cmVwb3J0","auxblob":"Y2VydGlmaWNhdGVz"}';
const outblob = file('outblob', 'report');
const auxblob = file('auxblob', 'certificates');

describe('what is dropped on the inspector', () => {
  it.each([
    ['a file is that file', files(file('quote.bin', 'quote')), 'quote'],
    ['several files is the first', files(file('a', 'one'), file('b', 'two')), 'one'],
    ['a report’s folder is both of its files', folder(outblob, auxblob, file('generation', '2')), REPORT],
    ['both files of a report', files(outblob, auxblob), REPORT],
    ['a folder with a report alone', folder(outblob, file('auxblob', '')), '{"outblob":"cmVwb3J0"}'],
    ['another folder', folder(file('photo.jpg', 'x')), null],
    ['nothing', files(), null],
    ['a file larger than any evidence', files(file('film', new Uint8Array(MAX_INPUT_BYTES + 1))), 'too-large'],
    ['a report larger than any', folder(file('outblob', new Uint8Array(MAX_INPUT_BYTES + 1))), 'too-large'],
  ])('%s', async (_, dropped, expected) => {
    expect(await textOf(dropped)).toBe(expected);
  });
});
