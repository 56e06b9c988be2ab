import { readSubscribeLink } from '../../background/api/lists.ts';
import { drawPage } from '../shared/draw-page.ts';
import { SUBSCRIBE_WORDS } from '../words/pages/lists.ts';
import { Subscribe } from './subscribe.tsx';

// The page's own address says nothing: only the part after the # counts.
drawPage(SUBSCRIBE_WORDS.documentTitle, <Subscribe address={readSubscribeLink(`https://link.invalid/${location.hash}`)} />);
