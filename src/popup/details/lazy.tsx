import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { DetailsProps } from './details.tsx';

type Loaded = (props: DetailsProps) => JSX.Element;

/** The details behind their summary. Their code is a chunk of its own, fetched when the popup has been drawn. */
export function LazyDetails(props: DetailsProps): JSX.Element {
  const [Content, setContent] = useState<{ readonly draw: Loaded } | null>(null);
  useEffect(() => {
    void import('./details.tsx').then(({ Details }) => {
      setContent({ draw: Details });
    });
  }, []);
  return (
    <details class="details">
      <summary>Details</summary>
      {Content !== null && <Content.draw {...props} />}
    </details>
  );
}
