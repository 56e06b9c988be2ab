/** Sends a command to the page's target. */
type Send = (method: 'Input.dispatchDragEvent', parameters: DragEvent) => Promise<unknown>;

type DragEvent = {
  readonly type: 'dragEnter' | 'dragOver' | 'drop';
  readonly x: number;
  readonly y: number;
  readonly data: { readonly items: []; readonly files: string[]; readonly dragOperationsMask: number };
};

/** Any operation of the platform: copy, link, move. */
const EVERY_OPERATION = 1 | 2 | 16;

/** Drops files or folders of this disk into the page's upper left corner, as a desktop does: the page sees real entries. */
export async function dropOn(send: Send, paths: readonly string[]): Promise<void> {
  const data = { items: [] as [], files: [...paths], dragOperationsMask: EVERY_OPERATION };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await send('Input.dispatchDragEvent', { type, x: 20, y: 20, data });
}
