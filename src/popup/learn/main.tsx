import { drawPage } from '../shared/draw-page.ts';
import { fill } from '../words/fill.ts';
import { LEARN_WORDS } from '../words/pages/learn.ts';
import { Learn } from './learn.tsx';
import { PAGES } from './pages.ts';

const tee = new URLSearchParams(location.search).get('tee');
drawPage(LEARN_WORDS.documentTitle, <Learn pages={PAGES} tee={tee} />);
const title = document.querySelector('h1')?.textContent;
if (title !== undefined) document.title = fill(LEARN_WORDS.documentTitleOfPage, { title });
