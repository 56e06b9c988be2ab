import { toBase64 } from '../../verifier/index.ts';
import { MAX_INPUT_BYTES } from './recognise.ts';

/** Files of a report folder under `/sys/kernel/config/tsm/report` (Linux, ABI/testing/configfs-tsm-report). */
const TSM_FILES = ['outblob', 'auxblob'] as const;

/** What is needed of a drop: of folders browsers tell by entries alone (File and Directory Entries API). */
export type Dropped = {
  readonly files: ArrayLike<File>;
  readonly items: ArrayLike<{ webkitGetAsEntry(): FileSystemEntry | null }>;
};

/** The bytes of what somebody dropped or chose; null where nothing of it is evidence, or there was nothing. */
export type DroppedInput = { readonly bytes: Uint8Array } | 'too-large' | null;

/**
 * The first file; or a folder as Linux makes one for each report, or its files dropped together, put together as the terminal
 * does (`cli/file-mode.ts`). Of another folder nothing is read.
 */
export async function droppedInput({ files, items }: Dropped): Promise<DroppedInput> {
  // Entries are gone once this tick is over.
  const folder = Array.from(items, (item) => item.webkitGetAsEntry()).find((entry) => entry?.isDirectory === true);
  if (folder !== undefined) return await together(await filesIn(folder as FileSystemDirectoryEntry));
  const dropped = Array.from(files);
  return dropped.length > 1 && dropped.some(isOfReport) ? await together(dropped.filter(isOfReport)) : await bytesOf(dropped[0]);
}

const isOfReport = ({ name }: { readonly name: string }): boolean => TSM_FILES.some((one) => one === name);

async function bytesOf(file: File | undefined): Promise<DroppedInput> {
  if (file === undefined) return null;
  return file.size > MAX_INPUT_BYTES ? 'too-large' : { bytes: new Uint8Array(await file.arrayBuffer()) };
}

/** `{"outblob": base64, "auxblob": base64}`. */
async function together(files: readonly File[]): Promise<DroppedInput> {
  if (files.reduce((sum, { size }) => sum + size, 0) > MAX_INPUT_BYTES) return 'too-large';
  const members = await Promise.all(
    files.map(async (file) => [file.name, toBase64(new Uint8Array(await file.arrayBuffer()))] as const),
  );
  const present = members.filter(([, value]) => value !== '');
  return present.length === 0 ? null : { bytes: new TextEncoder().encode(JSON.stringify(Object.fromEntries(present))) };
}

/** Those of its files that belong to a report. A folder may hold any number of others. */
async function filesIn(folder: FileSystemDirectoryEntry): Promise<readonly File[]> {
  const found = await Promise.all(TSM_FILES.map((name) => fileIn(folder, name)));
  return found.filter((file) => file !== null);
}

/** Null where there is none of this name. */
function fileIn(folder: FileSystemDirectoryEntry, name: string): Promise<File | null> {
  return new Promise((resolve) => {
    const none = (): void => {
      resolve(null);
    };
    folder.getFile(
      name,
      {},
      (entry) => {
        (entry as FileSystemFileEntry).file(resolve, none);
      },
      none,
    );
  });
}
