import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { KEEP } from '../../words/pages/parts.ts';

/** A page that lures someone into clicking fast must not trigger this: it becomes active this long after it appeared. */
const CONFIRM_DELAY_MS = 500;

/** A button for an important change: asks for confirmation, and ignores clicks in its first half second. */
export function Confirm({
  label,
  question,
  yes,
  act,
}: {
  label: string;
  question: string;
  yes: string;
  act: () => void;
}): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button
        type="button"
        onClick={() => {
          setAsking(true);
        }}
      >
        {label}
      </button>
    );
  return (
    <span class="confirm" role="group" aria-label={question}>
      <span>{question}</span>
      <SlowButton
        label={yes}
        act={() => {
          setAsking(false);
          act();
        }}
      />
      <button
        type="button"
        onClick={() => {
          setAsking(false);
        }}
      >
        {KEEP}{' '}
      </button>
    </span>
  );
}

/** The button that becomes active half a second after it appeared. */
export function SlowButton({ label, act }: { label: string; act: () => void }): JSX.Element {
  const [awake, setAwake] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setAwake(true);
    }, CONFIRM_DELAY_MS);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <button type="button" class="primary" disabled={!awake} onClick={act}>
      {label}
    </button>
  );
}
