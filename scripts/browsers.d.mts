/** A program that a test run in browsers needs. */
export type Tool = 'chromium' | 'firefox' | 'certutil' | 'xvfb' | 'xdotool';

/** Absolute path of a tool, or null when this machine has none. */
export function find(tool: Tool): string | null;

/** Makes sure that all of these are there; ends the process with instructions when one is not and cannot be installed. */
export function ensure(tools: readonly Tool[]): void;
