import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Anchors, Endorsement, Evidence } from '../../verifier/index.ts';
import { TierMark } from '../shared/parts/mark.tsx';
import { plain } from '../words/fill.ts';
import { day } from '../words/times.ts';
import type { CertificateChain, Link } from './certificate-chain.ts';
import { findCertificates } from './find-certificates.ts';

type Props = { readonly evidence: Evidence; readonly endorsements: readonly Endorsement[]; readonly anchors: Anchors };

/** The certificates in evidence and endorsements as chains, root first. PKI.js reads them, in a chunk of its own. */
export function CertificateChains({ evidence, endorsements, anchors }: Props): JSX.Element | null {
  const [chains, setChains] = useState<readonly CertificateChain[] | null>(null);
  useEffect(() => {
    let current = true;
    const parameters = Object.values(evidence.parameters).map((text) => new TextEncoder().encode(text));
    const attachments = endorsements.flatMap(({ bytes, issuerChain }) =>
      issuerChain === undefined ? [bytes] : [bytes, issuerChain],
    );
    const found = findCertificates(evidence.bytes, ...parameters, ...attachments);
    if (found.length === 0) setChains([]);
    else
      void import('./certificate-chain.ts').then(async ({ chainsOf }) => {
        const made = await chainsOf(found, anchors);
        if (current) setChains(made);
      });
    return () => {
      current = false;
    };
  }, [evidence, endorsements, anchors]);

  if (chains === null || chains.length === 0) return null;
  return (
    <section class="card" aria-labelledby="chains">
      <h2 id="chains">Certificates</h2>
      <p class="note">
        Drawn as an ordinary certificate viewer reads them. The outcome above rests on Sealmark’s own, stricter reading, not on
        this.
      </p>
      {chains.map((chain, i) => (
        <ol key={i} class="chain">
          {chain.map((link) => (
            <Certificate key={link.certificate.fingerprint} link={link} />
          ))}
        </ol>
      ))}
    </section>
  );
}

const ANCHOR_WORDS = { pinned: 'Ships with Sealmark', test: 'Test root' } as const;

function Certificate({ link }: { link: Link }): JSX.Element {
  const { certificate, anchor, signed } = link;
  return (
    <li>
      {signed !== null && (
        <p class={signed ? 'link' : 'link broken'}>
          <TierMark tier={signed ? 'affirming' : 'contraindicated'} size={16} />
          {signed ? 'signed by the one above' : 'not signed by the one above'}
        </p>
      )}
      <div class="certificate">
        <h3>{plain(certificate.subject)}</h3>
        {anchor !== null && <p class="anchor">{ANCHOR_WORDS[anchor]}</p>}
        {anchor === null && signed === null && <p class="anchor">Issued by {plain(certificate.issuer)}, which is not here</p>}
        <details>
          <summary>
            Valid {day(certificate.notBefore)} to {day(certificate.notAfter)}
          </summary>
          <dl>
            <div>
              <dt>Issuer</dt>
              <dd>{plain(certificate.issuer)}</dd>
            </div>
            <div>
              <dt>Serial number</dt>
              <dd>
                <code>{certificate.serial}</code>
              </dd>
            </div>
            <div>
              <dt>Key</dt>
              <dd>{certificate.key}</dd>
            </div>
            <div>
              <dt>Signature</dt>
              <dd>{certificate.signature}</dd>
            </div>
            <div>
              <dt>SHA-256</dt>
              <dd>
                <code>{certificate.fingerprint}</code>
              </dd>
            </div>
            <div>
              <dt>Extensions</dt>
              <dd>
                {certificate.extensions.map(({ name, critical }) => (critical ? `${name} (critical)` : name)).join(', ') ||
                  'none'}
              </dd>
            </div>
          </dl>
        </details>
      </div>
    </li>
  );
}
