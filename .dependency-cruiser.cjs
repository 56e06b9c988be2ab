/** The direction of imports (DESIGN §3), as a tool says it. */
const background = [
  'discovery',
  'endorsements',
  'references',
  'lists',
  'policy',
  'registry',
  'channel',
  'net',
  'state',
  'browser',
];
// What each part of the background may use besides itself, the verifier's door and background/api.
const below = {
  discovery: ['net'],
  // The list of sources names the ledger of devices, which is one of them and asks a chain.
  endorsements: ['net', 'state', 'registry/device-source'],
  references: ['state'],
  // The directory of sites is refreshed as lists are.
  lists: ['net', 'state', 'discovery/directory'],
  policy: ['state'],
  registry: ['net', 'state'],
  lock: ['state'],
  // Adapters: what they report is the channel's own type, and the rules that they set are the lock's.
  browser: ['channel', 'lock/page-rules', 'state/session-area'],
};

module.exports = {
  forbidden: [
    {
      name: 'the-product-knows-nothing-around-it',
      comment: 'Tests in src/ may stand on testing/; what is shipped stands on src/ alone.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(e2e|quality|scripts|build)/' },
    },
    {
      name: 'what-is-shipped-needs-no-test-ground',
      severity: 'error',
      from: { path: '^(src|build)/', pathNot: ['\\.test\\.tsx?$', '^src/(verifier|background)/testing/'] },
      to: { path: '^testing/' },
    },
    {
      name: 'the-test-ground-imports-nothing-above-it',
      comment: 'e2e/ and quality/ stand on testing/, side by side; what both need belongs there.',
      severity: 'error',
      from: { path: '^testing/' },
      to: { path: '^(e2e|quality)/' },
    },
    {
      name: 'end-to-end-and-quality-stand-side-by-side',
      severity: 'error',
      from: { path: '^(e2e|quality)/' },
      to: { path: '^(e2e|quality)/', pathNot: '^$1/' },
    },
    {
      name: 'scripts-run-tests-and-do-not-import-them',
      severity: 'error',
      from: { path: '^(scripts|build)/' },
      to: { path: '^(e2e|quality)/' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        path: '^(src|testing|e2e|quality)/',
        // Node loads the last one before a program of the bench (--import).
        pathNot: ['\\.d\\.m?ts$', '\\.test\\.tsx?$', '^src/background/api/', '^quality/bench/no-node-crypto\\.mjs$'],
      },
      to: {},
    },
    {
      name: 'verifier-is-pure',
      comment: 'The verifier imports itself, noble and cborg; nothing that acts.',
      severity: 'error',
      from: { path: '^src/verifier/', pathNot: ['\\.test\\.ts$', '^src/verifier/testing/'] },
      to: { pathNot: ['^src/verifier/', '^node_modules/@noble/', '^node_modules/cborg/'] },
    },
    {
      name: 'the-attester-stands-on-the-verifier',
      comment: 'A package of its own, which operators link: the verifier’s doors, and what Node has.',
      severity: 'error',
      from: { path: '^src/attester/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^src/attester/', '^src/verifier/(protocol/)?index\\.ts$'], dependencyTypesNot: ['core'] },
    },
    {
      name: 'testing-is-never-shipped',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.test\\.tsx?$', '^src/(verifier|background)/testing/'] },
      to: { path: '^src/(verifier|background)/testing/' },
    },
    {
      name: 'tees-do-not-know-each-other',
      comment: 'What two TEEs share is a sibling of tees/, such as dcap/.',
      severity: 'error',
      from: { path: '^src/verifier/tees/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/verifier/tees/([^/]+)/', pathNot: '^src/verifier/tees/$1/' },
    },
    {
      name: 'a-registers-answer-has-one-reader',
      comment: 'consult() asks whose word it is, how old, and when it ends; nobody reads an answer and leaves that out.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/verifier/devices/' },
      to: { path: '^src/verifier/devices/key-status\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'the-verifier-has-five-doors',
      comment:
        'verifier/index.ts for evidence, verifier/substrate/index.ts for what a public chain proves, verifier/protocol/index.ts for what a site serves, verifier/audits/index.ts for what auditors say of code, verifier/publisher/index.ts for what its publishers prove.',
      severity: 'error',
      from: { path: '^src/(background|popup|content)/', pathNot: ['\\.test\\.tsx?$', '^src/background/testing/'] },
      to: {
        path: '^src/verifier/',
        pathNot: [
          '^src/verifier/((substrate|protocol|protocol/adapters|audits|publisher)/)?index\\.ts$',
          '^src/verifier/testing/',
        ],
      },
    },
    {
      name: 'popup-and-content-see-the-api-only',
      severity: 'error',
      from: { path: '^src/(popup|content)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/background/', pathNot: '^src/background/api/' },
    },
    {
      name: 'pages-do-not-know-each-other',
      comment: 'What two of the extension’s pages share is in src/popup/shared/.',
      severity: 'error',
      from: { path: '^src/popup/(popup|options|onboarding|inspect|learn)/' },
      to: { path: '^src/popup/(popup|options|onboarding|inspect|learn)/', pathNot: '^src/popup/$1/' },
    },
    {
      name: 'shared-parts-know-no-page',
      severity: 'error',
      from: { path: '^src/popup/(shared|words)/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/popup/(popup|options|onboarding|inspect|learn)/' },
    },
    {
      name: 'the-terminal-says-what-the-inspector-says',
      comment:
        'The inspector’s reading, appraisal and words, and the popup’s sentence of a mark, never what draws them or another page.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/popup/', pathNot: '^src/popup/((inspect|words)/.*|popup/headline)\\.ts$' },
    },
    {
      name: 'words-draw-nothing',
      severity: 'error',
      from: { path: '^src/popup/words/', pathNot: '\\.test\\.tsx?$' },
      to: { path: '^src/popup/', pathNot: '^src/popup/words/' },
    },
    {
      name: 'content-has-no-dependencies',
      severity: 'error',
      from: { path: '^src/content/', pathNot: '\\.test\\.ts$' },
      to: { path: '^node_modules/' },
    },
    {
      name: 'nothing-imports-the-wiring',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/background/(app/|testing/|index\\.ts$|lazy\\.ts$)', '\\.test\\.ts$'] },
      to: { path: '^src/background/(app/|index\\.ts$|lazy\\.ts$)' },
    },
    {
      name: 'api-imports-the-verifier-only',
      severity: 'error',
      from: { path: '^src/background/api/' },
      to: { path: '^src/', pathNot: ['^src/background/api/', '^src/verifier/(audits/)?index\\.ts$'] },
    },
    ...background.map((part) => ({
      name: `background-${part}-keeps-to-itself`,
      severity: 'error',
      from: { path: `^src/background/${part}/`, pathNot: '\\.test\\.ts$' },
      to: { path: '^src/background/', pathNot: [`^src/background/(${[part, 'api', ...(below[part] ?? [])].join('|')})[/.]`] },
    })),
    {
      name: 'polyfill-in-one-place-each',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/background/browser/', '^src/popup/shared/browser\\.ts$'] },
      to: { path: '^node_modules/webextension-polyfill' },
    },
    {
      name: 'chain-client-in-one-place',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/background/(registry|offscreen)/', '\\.test\\.ts$'] },
      to: { path: '^node_modules/@polkadot' },
    },
    {
      name: 'pkijs-draws-chains-only',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/popup/inspect/', '\\.test\\.tsx?$'] },
      to: { path: '^node_modules/(pkijs|asn1js)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // Applications for bundlers to build, no part of the program.
    exclude: { path: '^testing/builds/[^/]+/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
