import { lockOf } from '../lock.ts';
import type { JSX } from 'preact';
import { useLazily } from '../../shared/use-lazily.ts';
import type { DetailsProps } from './details.tsx';
import { POPUP_WORDS } from '../../words/pages/popup.ts';

/** The lock's switch of a page without a result: in plain view, because the page may not work. Null where there is no choice. */
export function LazyLock({ view }: Pick<DetailsProps, 'view'>): JSX.Element | null {
  const choice = useLazily(() => import('./lock-choice.tsx'));
  const lock = lockOf(view);
  if (choice === null || lock === null || view.origin === null) return null;
  return (
    <div class="lock">
      <choice.LockChoice origin={view.origin} lock={lock} />
    </div>
  );
}

/** Attested services behind the page. */
export function LazyServices({ view }: Pick<DetailsProps, 'view'>): JSX.Element | null {
  const services = useLazily(() => import('./services.tsx'));
  return services === null ? null : <services.Services view={view} />;
}

/** The details under their summary, and what no result covers. */
export function LazyDetails(props: DetailsProps): JSX.Element {
  const details = useLazily(() => import('./details.tsx'));
  return (
    <>
      <details class="details">
        <summary>{POPUP_WORDS.details}</summary>
        {details !== null && <details.Details {...props} />}
      </details>
      {details !== null && props.appraised !== null && <details.NotTold locked={lockOf(props.view) === 'held'} />}
    </>
  );
}
