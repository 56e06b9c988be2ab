import type { JSX } from 'preact';
import type { ServiceView } from '../../../background/api/services.ts';
import type { SiteView } from '../../../background/api/site-view.ts';
import { Failure } from '../../shared/parts/failure.tsx';
import { Mark } from '../../shared/parts/mark.tsx';
import { useCall } from '../../shared/use-call.ts';
import { grant } from '../../shared/use-hosts.ts';
import { serviceSentences, SERVICE_WORDS } from '../../words/services.ts';

type Props = { readonly view: Pick<SiteView, 'tabId' | 'documentId' | 'services'> };

/** Attested services behind the page: each has its own row and mark, with what none of them says about the page. */
export function Services({ view }: Props): JSX.Element {
  return (
    <section class="services" aria-labelledby="services">
      <h2 id="services">{SERVICE_WORDS.title}</h2>
      <p>{SERVICE_WORDS.notThePage}</p>
      <ul>
        {view.services.map((service) => (
          <Row key={service.origin} service={service} view={view} />
        ))}
      </ul>
    </section>
  );
}

function Row({ service, view }: Props & { readonly service: ServiceView }): JSX.Element {
  const { busy, call, failure, refuse } = useCall();
  const { tabId, documentId } = view;
  const { origin, badge, state } = service;

  /** Permission for the service's own host is requested in the click itself, and not before. */
  async function check(): Promise<void> {
    if (await grant([`${origin}/*`])) await call('service.check', { tabId, documentId, origin });
    else refuse(SERVICE_WORDS.noLeave);
  }

  return (
    <li>
      <Mark badge={badge} size={20} />
      <div>
        <p class="host">{origin.replace('https://', '')}</p>
        {serviceSentences(service).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {state.at !== 'checking' && (
          <button type="button" class="quiet" disabled={busy} onClick={() => void check()}>
            {state.at === 'unchecked' ? SERVICE_WORDS.check : SERVICE_WORDS.again}
          </button>
        )}
        <Failure of={failure} />
      </div>
    </li>
  );
}
