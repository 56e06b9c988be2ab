import type { ReferenceSource } from './source.ts';
import { userReferences, type UserPorts } from './user.ts';

/** What the sources read. */
export type ReferencePorts = UserPorts;

/** All sources that name code. A new one is a file and a line here. */
export const referenceSources = (ports: ReferencePorts): readonly ReferenceSource[] => [userReferences(ports)];
