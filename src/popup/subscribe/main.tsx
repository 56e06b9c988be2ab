import { readSubscribeLink } from '../../background/api/lists.ts';
import { drawPage } from '../shared/draw-page.ts';
import { SUBSCRIBE_WORDS } from '../words/pages/lists.ts';
import { Subscribe } from './subscribe.tsx';

// The link's own address says nothing: what counts is what stands after the #.
drawPage(SUBSCRIBE_WORDS.documentTitle, <Subscribe address={readSubscribeLink(`https://link.invalid/${location.hash}`)} />);
