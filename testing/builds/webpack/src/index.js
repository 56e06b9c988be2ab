import './style.css';
import { titled } from './shared.js';

const main = document.createElement('main');
const button = document.createElement('button');
const out = document.createElement('p');
button.id = 'chart';
button.textContent = 'Chart';
out.id = 'out';
out.textContent = titled('started');
main.append(button, out);
document.body.append(main);
button.addEventListener('click', async () => {
  const { draw } = await import(/* webpackChunkName: "chart" */ './chart.js');
  draw(out);
});
