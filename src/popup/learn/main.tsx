import { render } from 'preact';
import { Learn } from './learn.tsx';
import { PAGES } from './pages.ts';

const root = document.getElementById('root');
const tee = new URLSearchParams(location.search).get('tee');
if (root !== null) render(<Learn pages={PAGES} tee={tee} />, root);
const title = document.querySelector('h1')?.textContent;
if (title !== undefined) document.title = `${title} · Sealmark`;
