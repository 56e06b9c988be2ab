import { openKey } from '../audits/audit-key.ts';
import type { ListedProof } from '../audits/listed-proof.ts';
import { fromBase64 } from '../bytes/base64.ts';
import type { Claims } from '../claims.ts';
import { Malformed } from '../malformed.ts';
import { toRfc3339 } from '../time.ts';
import { refused } from './fault.ts';
import { verifyOakEndorsement, type OakEndorsement } from './oak-endorsement.ts';
import { namesCode, OLD_MS, publishedBundle, registersNamed, type PublishedCode, type PublisherTrust } from './published-code.ts';
import { readWitnessPolicy } from './witness-policy.ts';

/** A proof, and the list that contains it. */
export type ProofInList = { readonly list: { readonly title: string }; readonly proof: ListedProof };

/** More than anybody reads; verifying each costs some milliseconds. */
const MAX_VERIFIED = 4;

/** What publishers say about this code, by the proofs in followed lists. @param tee the evidence's */
export async function listedCode(
  proofs: readonly ProofInList[],
  tee: string,
  claims: Claims,
  trust: PublisherTrust,
): Promise<readonly PublishedCode[]> {
  return await Promise.all(
    proofs
      .slice(0, MAX_VERIFIED)
      .map(async ({ list, proof }) => ({ ...(await wordOf(proof, tee, claims, trust)), list: list.title })),
  );
}

async function wordOf(proof: ListedProof, tee: string, claims: Claims, trust: PublisherTrust): Promise<PublishedCode> {
  if (proof.kind === 'sigstore-bundle') return await publishedBundle(fromBase64(proof.proof, 'proof'), tee, claims, trust);
  try {
    const { now, crypto } = trust;
    const logged = proof.logged === null ? undefined : await loggedIn(proof.logged, trust);
    const endorsement = fromBase64(proof.proof, 'proof');
    const signature = fromBase64(proof.signature, 'signature');
    const { spki } = openKey(proof.key, 'key');
    const found = await verifyOakEndorsement({ endorsement, signature, key: spki, logged, now, crypto });
    return found.holds ? endorsed(found, proof, tee, claims, trust) : { ...found, list: null };
  } catch (error) {
    if (error instanceof Malformed) return { ...refused('malformed'), list: null };
    throw error;
  }
}

async function loggedIn({ proof, policy }: { readonly proof: string; readonly policy: string }, { crypto }: PublisherTrust) {
  return { proof: fromBase64(proof, 'logged.proof'), policy: await readWitnessPolicy(policy, crypto) };
}

/** An endorsement names its binary by digest, which equals a register if the binary is what was measured. */
function endorsed(
  { statement, logged, notAfter }: OakEndorsement,
  { publisher, key }: Extract<ListedProof, { kind: 'oak-endorsement' }>,
  tee: string,
  claims: Claims,
  { now }: PublisherTrust,
): PublishedCode {
  const registers = registersNamed(statement, claims);
  const since = logged?.since ?? null;
  return {
    holds: true,
    kind: 'endorsement',
    list: null,
    source: null,
    identity: publisher,
    issuer: key,
    log: logged?.log ?? null,
    since: since === null ? null : toRfc3339(since),
    until: toRfc3339(notAfter),
    old: logged?.seen !== undefined && now - logged.seen > OLD_MS,
    registers,
    namesCode: namesCode(registers, tee, claims),
    test: false,
  };
}
