import { describe, expect, it } from 'vitest';
import { hasOneReading, withOneReading } from './charset.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('a script that every browser reads as the same text', () => {
  it.each(['a()\t\r\n', '\ufeff"größe"', '\ufeff\x1b(J'])('is as it is: %j', (script) => {
    expect(hasOneReading(script)).toBe(true);
    expect(withOneReading(bytes(script))).toEqual(bytes(script));
  });

  it.each(['"größe"', '\x1b(J', '\0', 'a\ufeff'])('becomes so by the mark of its charset: %j', (script) => {
    expect(hasOneReading(script)).toBe(false);
    expect(withOneReading(bytes(script))).toEqual(bytes(`\ufeff${script}`));
  });

  it('is not made of another charset’s bytes', () => {
    expect(withOneReading(Uint8Array.of(0x22, 0xfc, 0x22))).toBeNull();
  });
});
