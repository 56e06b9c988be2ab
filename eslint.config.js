import tseslint from 'typescript-eslint';

/** Every ban says what to write instead. */
const bytesOnly = {
  selector: "CallExpression[callee.property.name='subarray']",
  message: 'subarray clamps silently: read bytes through Reader (src/verifier/bytes/reader.ts).',
};
/** vi.waitFor and vi.waitUntil give up after one second, which a busy machine takes: a test that fails by chance. */
const wait = "CallExpression[callee.object.name='vi'][callee.property.name=/^wait(For|Until)$/]";
const poll = "CallExpression[callee.object.name='expect'][callee.property.name='poll']";
const waitsWithoutLimit = [
  `:matches(${wait}, ${poll})[arguments.length<2]`,
  `:matches(${wait}, ${poll}) > Literal[value<20000]`,
  `:matches(${wait}, ${poll}) > ObjectExpression:not(:has(> Property[key.name='timeout']))`,
  `:matches(${wait}, ${poll}) > ObjectExpression > Property[key.name='timeout'][value.value<20000]`,
].map((selector) => ({ selector, message: 'Say how long it may take, { timeout: 20_000 } or more: one second is too short.' }));
/** What makes a test depend on how fast or busy a machine is. */
const timed = [
  {
    selector:
      "CallExpression[callee.object.name='expect'] CallExpression[callee.object.name=/^(performance|Date)$/][callee.property.name='now']",
    message: 'A busy machine takes longer: count, or give an input on which a blow-up outlasts the test’s timeout.',
  },
  {
    selector: "NewExpression[callee.name='Promise'] CallExpression[callee.name='setTimeout'][arguments.length>1]",
    message: 'Wait for the thing itself (vi.waitFor, a promise that the test holds, fake timers), never for a fixed time.',
  },
];
const everywhere = [
  { selector: 'TSEnumDeclaration', message: 'Use a union of string literals.' },
  { selector: 'ExportDefaultDeclaration', message: 'Export by name: a name is searched for, a default is guessed.' },
  {
    selector: 'AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]',
    message: 'Draw with preact or textContent: the text may be hostile.',
  },
  ...waitsWithoutLimit,
];
const pure = [
  bytesOnly,
  { selector: "NewExpression[callee.name='Date']", message: 'now is an argument; dates are parsed by time.ts.' },
  {
    selector: "CallExpression[callee.object.name='JSON'][callee.property.name='parse']",
    message: 'JSON.parse keeps the last of two equal keys: use encoding/json.ts.',
  },
  {
    selector: "CallExpression[callee.name='parseInt']",
    message: 'parseInt drops what it does not understand: use hex.ts or a regular expression.',
  },
  { selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']", message: 'Randomness is an argument.' },
  { selector: "CallExpression[callee.object.name='Date']", message: 'now is an argument; dates are parsed by time.ts.' },
];

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      '.cache',
      'coverage',
      'demo-output',
      'reports',
      'quality/bench/node_modules',
      'testing/builds/*/**',
      '**/*.d.ts',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/array-type': ['error', { default: 'array', readonly: 'array' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: false }],
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      'no-restricted-syntax': ['error', ...everywhere],
      'no-console': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 250 }],
    },
  },
  {
    files: ['src/verifier/**/*.ts'],
    ignores: ['**/*.test.ts', 'src/verifier/testing/**', 'src/verifier/bytes/**', 'src/verifier/time.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...pure] },
  },
  {
    files: ['src/background/**/*.ts'],
    ignores: ['**/*.test.ts', 'src/background/net/**', 'src/background/browser/**', 'src/background/offscreen/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Ask through background/net/http.ts: it caps, refuses redirects and sends no cookies.' },
        { name: 'chrome', message: 'Only background/browser/ speaks to the browser.' },
        { name: 'browser', message: 'Only background/browser/ speaks to the browser.' },
      ],
    },
  },
  {
    files: [
      '**/*.test.ts',
      '**/*.test.tsx',
      'e2e/**/*.ts',
      'scripts/**/*.ts',
      'src/cli/**/*.ts',
      'quality/**/*.ts',
      'testing/**/*.ts',
      'build/**/*.ts',
      'src/verifier/testing/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx', 'quality/conventions/**/*.ts'],
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['test', 'it', 'describe'], package: 'vitest' }] },
      ],
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...timed] },
  },
  {
    files: ['**/*.config.ts', '*.config.js'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
