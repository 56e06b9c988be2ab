import { defineConfig } from 'vitest/config';

/**
 * The tests that a mutant of `quality/mutation/stryker.config.json` must fail: the unit tests next to the mutated files, and no
 * others.
 */
export default defineConfig({
  test: {
    include: [
      'src/background/channel/{navigation,late-and-early,came-to-nothing,one-document,request,spki}.test.ts',
      'src/background/browser/{action,action-moves}.test.ts',
      'src/background/app/{visit,visit-response,new-visit,new-visit-fields,held-visit,kept-document,visits,visits-silent,visits-trouble,tab-queues}.test.ts',
      'src/background/app/{announced,confirm-mismatch,interrupted,lasting,silent,sweep,turns,pinned,withdrawn,clicked,check-in-turn,left-marks}.test.ts',
      'src/background/app/{follow-changes,tab-marks}.test.ts',
      'src/background/state/attested-keys.test.ts',
      'src/verifier/{ledger,result,known-code,known-code-warnings,bind,bind-layouts,bind-scripts,expectation}.test.ts',
      'src/verifier/signed-response.test.ts',
      'src/verifier/protocol/{page-lock,page-policy}.test.ts',
      'src/background/{api/page-guard,channel/signed-head,lock/*}.test.ts',
      'src/background/browser/{page-rules,chrome-rules,firefox-rules,guard-scripts,held-tabs,scripts,locked-responses,signed-bodies}.test.ts',
      'src/background/app/{follow-lock,guarded,locks,locked,signed-bodies}.test.ts',
      'src/content/guard*.test.ts',
      'src/verifier/x509/{chain,ca-usage,crl,crl-fields}.test.ts',
      'src/verifier/dcap/{tcb-level,tcb-status,answer-tcb-status}.test.ts',
      'src/verifier/dcap/{best-copy,copies,currency,signed-document}.test.ts',
      'src/verifier/x509/revocation.test.ts',
      'src/background/endorsements/{gather,gather-asking,distrust}.test.ts',
      'src/verifier/tees/snp/{policy,policy-facts}.test.ts',
      'src/verifier/{accelerators,one-anchor-gpu}.test.ts',
      // Without those that change every byte: what only they would notice counts as unnoticed.
      'src/verifier/tees/nvidia-gpu/!(damage|recorded*).test.ts',
    ],
    setupFiles: ['testing/property-seed.ts'],
    testTimeout: 30_000,
    maxWorkers: 1,
  },
});
