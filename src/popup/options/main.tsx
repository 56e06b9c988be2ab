import { drawPage } from '../shared/draw-page.ts';
import { OPTIONS_WORDS } from '../words/pages/options.ts';
import { Options } from './options.tsx';

drawPage(OPTIONS_WORDS.documentTitle, <Options />);
// The sections are drawn by script, so the browser could not scroll to the one in the address.
if (location.hash !== '') document.getElementById(location.hash.slice(1))?.scrollIntoView();
