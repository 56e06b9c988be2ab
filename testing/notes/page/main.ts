// A small application as anybody would write it: it leaves what stands around it in the page alone, so that nothing here is
// stopped by its own care. Its evidence names its scripts, and its page is locked at strict.
import { element, input, shown } from './elements.ts';
import { addNote, listen, notesOf, pictureOf, putPicture, signIn, type Note } from './service.ts';

function showSignIn(): void {
  const [name, password] = [input('name'), input('password', 'password')];
  const form = element('form', { id: 'sign-in' }, 'Name ', name, ' Password ', password, element('button', {}, 'Sign in'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void signIn(name.value, password.value).then(showNotes);
  });
  shown(element('h1', {}, 'Notes'), form);
}

async function showNotes(token: string): Promise<void> {
  // Before anything can be added: its answer would else come last, and take away what was.
  const first = await notesOf(token);
  const list = element('ul', { id: 'notes' });
  const live = element('p', { id: 'live' });
  const text = input('text');
  const add = element('form', { id: 'add' }, 'Note ', text, element('button', {}, 'Add'));
  const file = input('picture', 'file');
  const figure = element('figure', { id: 'picture' });
  const chart = element('figure', { id: 'chart' });
  let newest: readonly Note[] = [];
  const show = async (notes: readonly Note[]): Promise<void> => {
    newest = notes;
    list.replaceChildren();
    // Written as HTML, as many applications do: whoever may set a report endpoint reads along.
    for (const note of notes) list.insertAdjacentHTML('beforeend', `<li>${escaped(note.text)}</li>`);
    const { chartOf } = await import('./chart.ts');
    // Those of now: what was asked for first may be loaded last.
    chart.replaceChildren(chartOf(newest));
  };
  add.addEventListener('submit', (event) => {
    event.preventDefault();
    void addNote(token, text.value).then(show);
  });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen !== undefined) void putPicture(token, chosen).then(showPicture);
  });
  const showPicture = async (): Promise<void> => {
    const picture = element('img', { src: URL.createObjectURL(await pictureOf(token)), alt: 'The picture that was uploaded' });
    figure.replaceChildren(picture);
  };
  shown(element('h1', {}, 'Notes'), add, list, chart, element('label', {}, 'Picture ', file), figure, live);
  await show(first);
  listen(token, (count) => {
    live.textContent = `${String(count)} notes at the service`;
  });
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

showSignIn();
