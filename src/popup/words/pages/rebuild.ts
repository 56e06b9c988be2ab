/** The page for rebuilding code from source and comparing. */
export const REBUILD_WORDS = {
  title: 'Rebuild it yourself',
  nothing:
    'There is nothing to rebuild here. Open this page from the popup of a site whose code an auditor, or its publisher, says how to build.',
  intro:
    'How {auditor} says {name} is built. If your build gives the same fingerprint, the source is what runs: no one’s word is needed for that.',
  how: 'What to run',
  source: 'Source',
  time: 'Takes about',
  minutes: { one: '{count|number} minute', other: '{count|number} minutes' },
  recipe: 'Instructions',
  commands: 'Commands',
  copyCommands: 'Copy the commands',
  neverRun: 'Sealmark shows these commands and never runs them. Read them before you do.',
  compare: 'What came out',
  measured: 'The fingerprint that your build printed',
  example: 'MRENCLAVE=…',
  same: 'Your build gave the same fingerprint.',
  different: 'Your build did not give the same fingerprint.',
  inEvidence: 'In the evidence',
  yours: 'Yours',
  equal: '{register}: equal',
  differs: '{register}: different',
  unknown: '{register}: not named in what you entered',
  usually: 'What usually differs:',
  anywhere: [
    'Another commit, or files that were changed after it was checked out.',
    'Another builder image. Compare its SHA-256 with the one above.',
    'Times, paths or user names that the build writes into what it makes.',
  ],
  keep: 'Keep as my own statement',
  kept: 'Kept, and signed under a key that only this browser has. On every site, Sealmark now counts this code as rebuilt by you.',
} as const;
