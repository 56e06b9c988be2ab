/** The text of a file that ships with the release; null when there is none at this path. No network is involved. */
export async function readAsset(path: string): Promise<string | null> {
  try {
    const response = await fetch(new URL(path, location.origin));
    return response.ok ? await response.text() : null;
  } catch {
    return null;
  }
}
