import { statfs } from 'node:fs/promises';

/** tmpfs and ramfs (linux/include/uapi/linux/magic.h). */
const MEMORY_FILE_SYSTEMS = [0x01021994, 0x858458f6];

/** Is this file or folder in memory, where nothing remains once the machine is off? @throws the system's error */
export async function isInMemory(path: string): Promise<boolean> {
  return MEMORY_FILE_SYSTEMS.includes((await statfs(path)).type);
}
