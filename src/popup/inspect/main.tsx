import { drawPage } from '../shared/draw-page.ts';
import { INSPECT_WORDS } from '../words/pages/inspect.ts';
import { Inspector } from './inspector.tsx';

drawPage(INSPECT_WORDS.documentTitle, <Inspector />);
