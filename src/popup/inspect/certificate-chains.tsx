import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Anchors, Endorsement, Evidence } from '../../verifier/index.ts';
import { TierMark } from '../shared/parts/mark.tsx';
import { fill, listed, plain } from '../words/fill.ts';
import { CERTIFICATES_WORDS } from '../words/pages/inspect.ts';
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
      <h2 id="chains">{CERTIFICATES_WORDS.title}</h2>
      <p class="note">{CERTIFICATES_WORDS.note}</p>
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

function Certificate({ link }: { link: Link }): JSX.Element {
  const { certificate, anchor, signed } = link;
  const extensions = certificate.extensions.map(({ name, critical }) =>
    critical ? fill(CERTIFICATES_WORDS.critical, { name }) : name,
  );
  return (
    <li>
      {signed !== null && (
        <p class={signed ? 'link' : 'link broken'}>
          <TierMark tier={signed ? 'affirming' : 'contraindicated'} size={16} />
          {signed ? CERTIFICATES_WORDS.signed : CERTIFICATES_WORDS.notSigned}
        </p>
      )}
      <div class="certificate">
        <h3>{plain(certificate.subject)}</h3>
        {anchor !== null && <p class="anchor">{CERTIFICATES_WORDS[anchor]}</p>}
        {anchor === null && signed === null && (
          <p class="anchor">{fill(CERTIFICATES_WORDS.issuedBy, { issuer: certificate.issuer })}</p>
        )}
        <details>
          <summary>{fill(CERTIFICATES_WORDS.valid, { from: certificate.notBefore, until: certificate.notAfter })}</summary>
          <dl>
            <div>
              <dt>{CERTIFICATES_WORDS.issuer}</dt>
              <dd>{plain(certificate.issuer)}</dd>
            </div>
            <div>
              <dt>{CERTIFICATES_WORDS.serial}</dt>
              <dd>
                <code>{certificate.serial}</code>
              </dd>
            </div>
            <div>
              <dt>{CERTIFICATES_WORDS.key}</dt>
              <dd>{certificate.key}</dd>
            </div>
            <div>
              <dt>{CERTIFICATES_WORDS.signature}</dt>
              <dd>{certificate.signature}</dd>
            </div>
            <div>
              <dt>{CERTIFICATES_WORDS.hash}</dt>
              <dd>
                <code>{certificate.fingerprint}</code>
              </dd>
            </div>
            <div>
              <dt>{CERTIFICATES_WORDS.extensions}</dt>
              <dd>{extensions.length === 0 ? CERTIFICATES_WORDS.none : listed(extensions)}</dd>
            </div>
          </dl>
        </details>
      </div>
    </li>
  );
}
