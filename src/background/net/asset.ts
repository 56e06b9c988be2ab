/** Text of a file that the release ships; null when there is none at this path. No network: it is the extension's own. */
export async function readAsset(path: string): Promise<string | null> {
  try {
    const response = await fetch(new URL(path, location.origin));
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
