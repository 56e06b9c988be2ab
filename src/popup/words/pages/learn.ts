/** The pages about kinds of hardware; their texts are docs/tees. */
export const LEARN_WORDS = {
  documentTitle: 'Sealmark: kinds of hardware',
  documentTitleOfPage: '{title} · Sealmark',
  contents: 'Kinds of hardware',
  title: 'What hardware can prove',
  intro: 'Choose a kind of hardware to read what its attestation proves, who you still rely on, and how it has been attacked.',
  table: 'Table',
} as const;
