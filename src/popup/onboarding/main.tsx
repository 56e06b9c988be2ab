import { drawPage } from '../shared/draw-page.ts';
import { ONBOARDING_WORDS } from '../words/pages/onboarding.ts';
import { Onboarding } from './onboarding.tsx';

drawPage(ONBOARDING_WORDS.documentTitle, <Onboarding />);
