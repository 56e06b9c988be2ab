import type { JSX } from 'preact';
import type { AttestationResult } from '../../verifier/index.ts';
import { about } from '../shared/browser.ts';
import { download } from '../shared/download.ts';
import { REPORT_WORDS } from '../words/pages/inspect.ts';
import { toEar } from './ear.ts';

/** Exports the result: in Sealmark's own form, and as an EAT Attestation Result. */
export function Export({ result }: { result: AttestationResult }): JSX.Element {
  const name = `attestation-${result.tee ?? 'unread'}-${result.evidence.slice(0, 8)}`;
  const save = (suffix: string, value: unknown): void => {
    download(`${name}${suffix}`, `${JSON.stringify(value, null, 2)}\n`);
  };
  return (
    <div class="row">
      <button
        type="button"
        onClick={() => {
          save('.json', result);
        }}
      >
        {REPORT_WORDS.exportJson}{' '}
      </button>
      <button
        type="button"
        onClick={() => {
          const { name: developer, version } = about();
          save('.ear.json', toEar(result, { developer, build: version }));
        }}
      >
        {REPORT_WORDS.exportEar}{' '}
      </button>
    </div>
  );
}
