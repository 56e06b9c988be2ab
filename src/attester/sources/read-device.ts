import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/** The kernel's largest report is 32 KiB (`TSM_REPORT_OUTBLOB_MAX`), its certificates the same. */
const MAX_DEVICE_BYTES = 128 * 1024;

/** Reads to the end a file that states no size, or a wrong one. @throws the system's error, RangeError past the bound */
export async function readDevice(path: string): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY);
  try {
    const held = Buffer.alloc(MAX_DEVICE_BYTES + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await file.read(held, length, held.length - length, null);
      if (bytesRead === 0) return Uint8Array.from(held.subarray(0, length));
      length += bytesRead;
      if (length > MAX_DEVICE_BYTES) throw new RangeError(`${path} holds more than ${String(MAX_DEVICE_BYTES)} bytes`);
    }
  } finally {
    await file.close();
  }
}

/** Writes in one call, because the kernel takes an attribute as a whole; never creates a file in its place. */
export async function writeDevice(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, constants.O_WRONLY);
  try {
    await file.write(bytes, 0, bytes.length, null);
  } finally {
    await file.close();
  }
}
