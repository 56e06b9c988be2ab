import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { inputOf, readingFor } from '../../build/sources.ts';

/** Bytes, minified: every document of a locked page reads it before its first script (DESIGN §6). */
const MAX_GUARD_BYTES = { chrome: 1000, firefox: 1024 };

describe('the guard of a locked page', () => {
  it.each(['chrome', 'firefox'] as const)('is small: %s', async (target) => {
    const bundle = await rolldown(inputOf(readingFor(target, false), 'src/content/guard.iife.ts'));
    const { output } = await bundle.generate({ format: 'iife', minify: true });
    await bundle.close();
    // Without the minifier's notes to itself.
    const code = output[0].code.replaceAll('/* @__PURE__ */ ', '');
    expect(Buffer.byteLength(code)).toBeLessThanOrEqual(MAX_GUARD_BYTES[target]);
  });
});
