import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { KEEP } from '../../words/pages/parts.ts';

/** A page that lures somebody into clicking fast must not click this: it wakes up this long after it appeared. */
const CONFIRM_DELAY_MS = 500;

/** A button for a change that matters: asks once more, and answers to no click in its first half second. */
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

/** The button that wakes up half a second after it appeared. */
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
