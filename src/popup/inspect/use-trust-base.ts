import { useEffect, useState } from 'preact/hooks';
import { referenceOf } from '../../background/api/allowlist.ts';
import { DEFAULT_SETTINGS } from '../../background/api/settings.ts';
import { anchorsOf } from '../../background/api/anchors.ts';
import { call } from '../shared/browser.ts';
import type { TrustBase } from './appraise-dropped.ts';

/** The roots that Sealmark trusts, including a developer's test roots, and the code that the user accepted. */
export function useTrustBase(): TrustBase | null {
  const [trustBase, setTrustBase] = useState<TrustBase | null>(null);
  useEffect(() => {
    void Promise.all([call('settings.get', null), call('allowlist.list', null)]).then(([settings, allowlist]) => {
      setTrustBase({
        anchors: anchorsOf(settings.ok ? settings.value : DEFAULT_SETTINGS),
        references: allowlist.ok ? allowlist.value.map((entry) => referenceOf(entry, false)) : [],
      });
    });
  }, []);
  return trustBase;
}
