import { render } from 'preact';
import { Onboarding } from './onboarding.tsx';

const root = document.getElementById('root');
if (root !== null) render(<Onboarding />, root);
