/** How to try a documented command with as little work as possible. */
export type Trial = {
  /** The command with its shortest arguments; the shell runs it at the root of a fresh clone. */
  readonly run: string;
  /** What it must print when it works; empty for what only has to succeed. */
  readonly says?: RegExp;
  /** It runs until stopped: it counts as working as soon as it has printed that. */
  readonly watches?: boolean;
  /** It needs only Node and git: it installs packages itself. All others come after `npm ci`, as CONTRIBUTING says. */
  readonly installs?: boolean;
};

/** One row for each command that a document names (quality/conventions/documented-commands.test.ts compares). */
export const SHORTEST: Readonly<Record<string, Trial>> = {
  'npm run pack': { run: 'npm run -s pack', says: /^[0-9a-f]{64} {2}dist\/packages\/sealmark-.*-chrome\.zip$/m, installs: true },
  'npm run e2e': { run: 'npm run -s e2e -- --only chromium the learn page', says: /^1 passed, 0 failed$/m, installs: true },
  'npm test': { run: 'npm test -- --only imports', says: /^1 passed, 0 failed$/m, installs: true },
  'npm run demo': { run: 'npm run -s demo -- --headless --only good.', says: /good\./, installs: true },
  'npm run rebuild': { run: 'npm run -s rebuild', says: /^MRENCLAVE=[0-9a-f]{64}$/m, installs: true },
  'npm run demo:operator': { run: 'npm run -s demo:operator', says: /^simulated: https/m, installs: true },
  'npm ci': { run: 'npm ci --dry-run' },
  'npm run build': { run: 'npm run -s build' },
  'npm run appraise': { run: "echo '{}' | npm run -s appraise -- --jsonl", says: /"error"/ },
  'npm run sealmark': { run: 'npm run -s sealmark -- help', says: /usage: sealmark replay/ },
  'npm run dev': { run: 'npm run -s dev', says: /Load dist\/dev-chrome as unpacked extension/, watches: true },
  'npm run fix': { run: 'npm run -s fix -- quality/documented-commands' },
  'npm run unit': { run: 'npm run -s unit -- documented-commands', says: /passed/ },
  'npm run imports': { run: 'npm run -s imports' },
  'npm run make:test-roots': { run: 'npm run -s make:test-roots' },
  'npm run make:directory': { run: 'npm run -s make:directory 2>&1 || true', says: /Which key\?/ },
  'npm run documented': { run: 'npm run -s documented -- npm ci', says: /^1 passed, 0 failed$/m },
  'npx playwright-core': { run: 'npx --no-install playwright-core show-trace --help', says: /trace/ },
  'npx vite': { run: 'npx --no-install vite --version', says: /vite/ },
  'npm run conformance': { run: 'npm run -s conformance -- node', says: /\d+ passed, 0 failed/ },
  'npm run fuzz': { run: 'npm run -s fuzz -- --seconds 0.1 cbor' },
  'npm run bench': { run: 'npm run -s bench -- --only size', says: /rows hold/ },
  'npm run differential': { run: 'npm run -s differential' },
  'npm run mutation': { run: 'npm run -s mutation -- --help', says: /Usage/ },
};

/** Commands that run only steps of `npm test`, one after the other, where each of them runs in full. */
export const STEPS_OF_TEST: readonly string[] = ['npm run check'];
