import { render } from 'preact';
import { Inspector } from './inspector.tsx';

const root = document.getElementById('root');
if (root !== null) render(<Inspector />, root);
