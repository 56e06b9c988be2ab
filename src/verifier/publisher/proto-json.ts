import type { JsonObject } from '../encoding/json-value.ts';

/** ProtoJSON: a null member counts as absent. */
export const isPresent = (object: JsonObject, name: string): boolean => (object.value(name) ?? null) !== null;
