import './chart.css';
import { titled } from './shared.js';
import code from './worker.js?text';

export function draw(out) {
  const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  worker.onmessage = ({ data }) => {
    out.textContent = titled(`chart ${data}`);
  };
  worker.postMessage(41);
}
