import { useEffect, useState } from 'preact/hooks';

/** What is not in the first view is a chunk of its own, loaded after the popup has been drawn; null until it is there. */
export function useLazily<T>(load: () => Promise<T>): T | null {
  const [loaded, setLoaded] = useState<{ readonly value: T } | null>(null);
  useEffect(() => {
    void load().then((value) => {
      setLoaded({ value });
    });
    // Loaded once, whichever function loads it.
  }, []);
  return loaded === null ? null : loaded.value;
}
