import { isAnswered } from '../../devices/need.ts';
import { defineTee } from '../../tee.ts';
import { authenticate, needsOf, SANCTUM_POLICY } from './authenticate.ts';
import { FORMAT, readChain } from './chain.ts';
import { SANCTUM_CHECKS } from './checks.ts';

/** MIT's Sanctum: enclaves on RISC-V, with one signature per step from manufacturer to enclave. */
export const sanctum = defineTee({
  id: 'sanctum',
  title: 'Sanctum (RISC-V)',
  accepts: ['sanctum-chain'],
  recognises: () => true,
  checks: SANCTUM_CHECKS,
  policy: SANCTUM_POLICY,
  codeRegisters: [['ENCLAVE_HASH', 'SM_HASH']],
  open({ bytes }) {
    const chain = readChain(bytes);
    return {
      format: FORMAT,
      needs: () => needsOf(chain),
      missing: (supplied) => needsOf(chain).filter((need) => !isAnswered(supplied, need)),
      authenticate: (appraisal) => authenticate(chain, appraisal),
    };
  },
  // A register's answer is the root of trust: it is never taken from the site.
  documents: {},
});
