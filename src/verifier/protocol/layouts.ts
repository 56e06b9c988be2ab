import type { Layout } from './layout.ts';
import { sealmark1 } from './layouts/sealmark-1.ts';

/** Every layout that is read. A new one is a file and a line here. */
const layouts = [sealmark1] as const satisfies readonly Layout[];

export type LayoutId = (typeof layouts)[number]['id'];

/** The same as a table: which parts of a binding each layout covers, and how its digest is made. */
export type Layouts = Readonly<Record<LayoutId, Layout>>;

// Object.fromEntries forgets that each id of the list has its entry.
export const LAYOUTS = Object.fromEntries(layouts.map((layout) => [layout.id, layout])) as Layouts;

/** The layout of this name; undefined for one that this release does not know. */
export const layoutNamed = (name: string): LayoutId | undefined => layouts.find(({ id }) => id === name)?.id;
