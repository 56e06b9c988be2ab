// Covers: ../adapters.ts, ../adapter.ts, answer.ts
import { describe, expect, it } from 'vitest';
import { adapterOf, askedOf, endOf, nonce, NOW, repliesOf, SERVED, type Served } from '../../../../testing/site/forms/served.ts';
import type { Outcome } from '../../check.ts';
import { open } from '../../open.ts';
import { endorsementsInAll } from '../../endorsements-in.ts';
import { answer, answers } from '../../testing/visited.ts';
import type { AdapterReply, Reading } from '../adapter.ts';

// What services answer besides what they should: each of these for every form, whatever it is.

const readingOf = (served: Served, replies: readonly (AdapterReply | null)[]): Reading =>
  adapterOf(served).read(replies, askedOf(served));

/** The answers with the first of them replaced. */
const withFirst = (served: Served, first: AdapterReply | null): Reading => {
  const [, ...rest] = repliesOf(served);
  return readingOf(served, [first, ...rest]);
};
const textOf = ({ bytes }: AdapterReply): string => new TextDecoder().decode(bytes);
const firstText = (served: Served): string => textOf(repliesOf(served)[0] ?? answer(''));
const isJson = (served: Served): boolean => firstText(served).startsWith('{');

const names = Object.entries(SERVED);
const jsonNames = names.filter(([, served]) => isJson(served));

describe.each(names)('%s', (_, served) => {
  it('is read, and each of its answers is needed', () => {
    const replies = repliesOf(served);
    expect(readingOf(served, replies)).toMatchObject({ at: 'read' });
    for (const [at] of replies.entries())
      expect(readingOf(served, replies.with(at, null as never))).toMatchObject({ at: 'unread', because: 'no-answer' });
  });

  it.each([
    [401, 'asks-for-a-key'],
    [403, 'asks-for-a-key'],
    [404, 'not-found'],
    [410, 'not-found'],
    [204, 'no-answer'],
    [302, 'no-answer'],
    [429, 'no-answer'],
    [500, 'no-answer'],
    [503, 'no-answer'],
  ])('with status %i is grey, whatever comes with it', (status, because) => {
    expect(withFirst(served, { ...(repliesOf(served)[0] ?? answer('')), status })).toMatchObject({ at: 'unread', because });
  });

  it.each([
    ['a page of HTML', '<!doctype html><title>Just a moment...</title>'],
    ['nothing', ''],
    ['our own document', '{"__cmwc_t":"tag:sealmark.dev,2026:site-attestation#1"}'],
    ['an error in JSON', '{"error":{"message":"model not found"}}'],
    ['JSON that is no object', '["quote"]'],
    ['bytes that are no text', Uint8Array.of(0xff, 0xfe, 0x00)],
    ['more than it may be', new Uint8Array(1024 * 1024 + 1).fill(0x20)],
  ])('that is %s with status 200 is another format', (_, body) => {
    expect(withFirst(served, answer(body))).toMatchObject({ at: 'unread', because: 'other-format' });
  });

  it('cut short anywhere, or with a byte order mark before it, is not read', () => {
    const text = firstText(served);
    for (const part of [0.1, 0.5, 0.9, 0.999]) {
      const cut = text.trimEnd().slice(0, Math.floor(text.trimEnd().length * part));
      const reading = withFirst(served, answer(cut));
      // Text alone is cut where nobody can see it: then the evidence is not whole.
      if (reading.at === 'read') expect(open(reading.document.evidence).at).toBe('malformed');
    }
    expect(withFirst(served, answer(`\ufeff${text}`)).at).toBe('unread');
  });

  it('with its digits in capitals says the same', () => {
    const first = repliesOf(served)[0] ?? answer('');
    const capitals = textOf(first).replace(/(?<=^|")[0-9a-f]{40,}(?="|\s|$)/g, (digits) => digits.toUpperCase());
    const before = readingOf(served, repliesOf(served));
    const after = withFirst(served, answer(capitals));
    expect(after.at === 'read' && before.at === 'read' && after.document.evidence).toEqual(
      before.at === 'read' && before.document.evidence,
    );
  });

  it('with its evidence in any other spelling says the same', () => {
    const reading = readingOf(served, repliesOf(served));
    if (reading.at !== 'read') throw new Error('not read');
    const { evidence } = reading.document;
    const [hex, base64] = (['hex', 'base64'] as const).map((encoding) => Buffer.from(evidence.bytes).toString(encoding));
    const bare = base64?.replace(/=+$/, '') ?? '';
    const url = bare.replaceAll('+', '-').replaceAll('/', '_');
    const spellings = [`0x${String(hex)}`, String(hex), String(hex).toUpperCase(), String(base64), bare, url];
    const text = firstText(served);
    // Tinfoil's first form has it compressed.
    const own = spellings.find((one) => text.includes(one)) ?? null;
    for (const other of own === null ? [] : spellings)
      expect(withFirst(served, answer(text.replace(own ?? '', other))), other.slice(0, 20)).toMatchObject({
        document: { evidence },
      });
  });

  it('is bound, and its connection known as far as its form allows', async () => {
    const { binding, channel } = await answersOf(served, repliesOf(served));
    expect([binding, channel]).toEqual(['pass', served.channel ?? 'pass']);
  });

  it('over a connection that ends at another key is unknown, and red only once it was looked at twice', async () => {
    const elsewhere = { ...askedOf(served), connection: endOf('a CDN') };
    const once = await answersOf(served, repliesOf(served), elsewhere);
    expect(once).toMatchObject({ origin: 'unknown', channel: 'unknown' });
    const twice = await answersOf(served, repliesOf(served), elsewhere, true);
    expect(twice).toMatchObject({ channel: served.channel === 'unknown' ? 'unknown' : 'fail' });
  });

  it('over a connection that nobody saw says nothing of it, and nothing of an address', async () => {
    const unseen = { ...askedOf(served), connection: null };
    expect(await answersOf(served, repliesOf(served), unseen)).toMatchObject({ origin: 'unknown', channel: 'unknown' });
  });

  it('that was made for somebody else’s nonce is never fresh', async () => {
    const { form } = served;
    const other = { ...askedOf(served), nonce: nonce.map((byte) => byte ^ 0xff) };
    const replies = repliesOf({ ...served, form }, other);
    const { nonce: fresh, binding } = await answersOf(served, replies);
    if (served.hasNonce) expect([fresh, binding]).toContain('fail');
    expect(fresh).not.toBe('pass');
  });

  it('never throws for an answer of another shape', () => {
    const first = firstText(served);
    const shapes = isJson(served)
      ? reshaped(first)
      : [`${first}x`, first.slice(1), `[${first}]`, first.replaceAll(/[a-f]/g, 'g')];
    for (const text of shapes) expect(['read', 'unread']).toContain(withFirst(served, answer(text)).at);
  });
});

describe.each(jsonNames)('%s in JSON', (_, served) => {
  it('with any of its members twice is not read', () => {
    const text = firstText(served);
    for (const name of Object.keys(JSON.parse(text) as object)) {
      const twice = text.replace(`"${name}":`, `"${name}":null,"${name}":`);
      expect(withFirst(served, answer(twice)), name).toMatchObject({ at: 'unread', because: 'malformed' });
    }
  });

  it('with one more member is read, or newer where the form is strict', () => {
    const more = firstText(served).replace('{', '{"of_next_year":{},');
    const expected = served.isStrict === true ? { at: 'unread', because: 'newer-format' } : { at: 'read' };
    expect(withFirst(served, answer(more))).toMatchObject(expected);
  });
});

/** The same JSON with each member in turn of another type. */
function reshaped(text: string): readonly string[] {
  const whole = JSON.parse(text) as Record<string, unknown>;
  return Object.keys(whole).flatMap((name) =>
    [null, 0, true, '', 'x', [], {}, [[]], { a: { b: 1 } }].map((value) => JSON.stringify({ ...whole, [name]: value })),
  );
}

type Answered = Readonly<Record<'binding' | 'origin' | 'nonce' | 'channel', Outcome | undefined>>;

/** What is found of these answers, under the simulated manufacturer's roots. */
async function answersOf(
  served: Served,
  replies: readonly AdapterReply[],
  asked = askedOf(served),
  confirmed = false,
): Promise<Answered> {
  const { attester } = served;
  const reading = readingOf(served, replies);
  const opening = reading.at === 'read' ? open(reading.document.evidence) : null;
  const made = attester.attest({ reportData: new Uint8Array(64), nonce: new Uint8Array(), now: NOW });
  const endorsements = opening?.at === 'opened' ? endorsementsInAll(opening.tee, made.endorsements) : [];
  const found = await answers(adapterOf(served), replies, asked, {
    anchors: attester.anchors,
    now: NOW,
    endorsements,
    confirmed,
  });
  if (typeof found === 'string') throw new Error(found);
  return found;
}
