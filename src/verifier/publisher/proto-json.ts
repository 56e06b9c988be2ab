import type { JsonObject } from '../encoding/json-value.ts';

/** ProtoJSON: a member that is null was left out. */
export const isPresent = (object: JsonObject, name: string): boolean => (object.value(name) ?? null) !== null;
