import { describe, expect, it } from 'vitest';
import { parseJson } from '../../encoding/json.ts';
import { JsonObject } from '../../encoding/json-value.ts';
import { devicesIn } from './answer.ts';

/** The reports that are read of an answer, as text; null for none. @param member the member's JSON, as it stands */
function reportsIn(member: string): string | null {
  const answer = parseJson(`{"other":1${member === '' ? '' : `,"gpu_evidence":${member}`}}`, 'answer');
  if (!(answer instanceof JsonObject)) throw new Error('no object');
  const { accelerators } = devicesIn(answer, 'gpu_evidence');
  return accelerators === undefined ? null : new TextDecoder().decode(accelerators);
}

describe('the reports of devices in an answer', () => {
  it.each([
    ['nothing of that name', ''],
    ['null', 'null'],
    ['an empty text', '""'],
    ['an empty list', '[ ]'],
  ])('are none where there is %s', (_, member) => {
    expect(reportsIn(member)).toBeNull();
  });

  it.each([
    ['a list', '[{ "a": 1 }]', '[{ "a": 1 }]'],
    ['an object', '{"evidence_list" :[]}', '{"evidence_list" :[]}'],
    ['such a list as text', String.raw`"[{\"a\": \"\u00fc\"}]"`, '[{"a": "ü"}]'],
  ])('are exactly what was sent: %s', (_, member, reports) => {
    expect(reportsIn(member)).toBe(reports);
  });

  it.each([
    ['a number', '7', '7'],
    ['true', 'true', 'true'],
    ['a text that is no JSON', '"none"', 'none'],
    ['an empty object', '{}', '{}'],
  ])('are not overlooked where they are none that can be read: %s', (_, member, reports) => {
    expect(reportsIn(member)).toBe(reports);
  });
});
