import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Origin } from '../shared/result/publisher.tsx';
import { fill, plural } from '../words/fill.ts';
import { PROOF_FAULTS, PUBLISHER } from '../words/pages/publisher.ts';
import { bundleIn, readProof, type ReadProof } from './bundle-in.ts';

/** How many files of a statement are named individually. */
const MAX_NAMED = 3;

/** A publisher's signature that the user dropped, verified on this page. */
export function DroppedProof({ input }: { input: Uint8Array }): JSX.Element | null {
  const [read, setRead] = useState<ReadProof | null>(null);
  useEffect(() => {
    let current = true;
    const bundle = bundleIn(input);
    setRead(null);
    if (bundle !== null)
      void readProof(bundle, Date.now()).then((found) => {
        if (current) setRead(found);
      });
    return () => {
      current = false;
    };
  }, [input]);
  if (read === null) return null;
  return (
    <section class="card" aria-label={PUBLISHER.title}>
      {'fault' in read ? (
        <p>{fill(PUBLISHER.broken, { reason: PROOF_FAULTS[read.fault] })}</p>
      ) : (
        <>
          <p>
            <Origin of={read.word} />
          </p>
          <p>{fill(PUBLISHER.log, { log: read.log })}</p>
          {read.subjects.slice(0, MAX_NAMED).map((subject, at) => (
            <p key={at}>{fill(PUBLISHER.about, subject)}</p>
          ))}
          {read.subjects.length > MAX_NAMED && <p>{plural(PUBLISHER.aboutMore, read.subjects.length - MAX_NAMED)}</p>}
        </>
      )}
    </section>
  );
}
