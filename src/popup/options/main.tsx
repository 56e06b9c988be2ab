import { render } from 'preact';
import { Options } from './options.tsx';

const root = document.getElementById('root');
if (root !== null) render(<Options />, root);
// The sections are drawn by script, so the browser could not scroll to the one named in the address.
document.getElementById(location.hash.slice(1))?.scrollIntoView();
