/** One note, as the service keeps it. */
export type Note = { readonly text: string };

/** A token for everything else. */
export async function signIn(name: string, password: string): Promise<string> {
  const answer = await fetch('/api/session', { method: 'POST', body: JSON.stringify({ name, password }) });
  return await answer.text();
}

/** All notes. */
export const notesOf = (token: string): Promise<readonly Note[]> => asked<readonly Note[]>('/api/notes', token);

/** Adds one. @returns all notes */
export const addNote = (token: string, text: string): Promise<readonly Note[]> =>
  asked<readonly Note[]>('/api/notes', token, { method: 'POST', body: JSON.stringify({ text }) });

async function asked<T>(path: string, token: string, more: RequestInit = {}): Promise<T> {
  const answer = await fetch(path, { ...more, headers: { authorization: `Bearer ${token}` } });
  return (await answer.json()) as T;
}

/** Replaces the picture. */
export async function putPicture(token: string, picture: Blob): Promise<void> {
  await fetch('/api/picture', { method: 'PUT', headers: { authorization: `Bearer ${token}` }, body: picture });
}

/** The picture as it is kept. */
export async function pictureOf(token: string): Promise<Blob> {
  const answer = await fetch('/api/picture', { headers: { authorization: `Bearer ${token}` } });
  return await answer.blob();
}

/** Hears how many notes there are, now and after each change. */
export function listen(token: string, heard: (count: number) => void): void {
  const socket = new WebSocket(`wss://${location.host}/live`);
  socket.addEventListener('open', () => {
    socket.send(token);
  });
  socket.addEventListener('message', ({ data }) => {
    heard(Number(data));
  });
}
