import { currentTab, readView } from '../shared/browser.ts';
import { drawPage } from '../shared/draw-page.ts';
import { REBUILD_WORDS } from '../words/pages/rebuild.ts';
import { Rebuild } from './rebuild.tsx';

const tabId = await currentTab();
drawPage(REBUILD_WORDS.title, <Rebuild view={tabId === null ? null : await readView(tabId)} />);
