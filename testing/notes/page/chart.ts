import type { Note } from './service.ts';

const SVG = 'http://www.w3.org/2000/svg';

/** A bar for each note, as high as it is long. Loaded when there is something to draw. */
export function chartOf(notes: readonly Note[]): SVGElement {
  const chart = document.createElementNS(SVG, 'svg');
  chart.setAttribute('viewBox', `0 0 ${String(Math.max(notes.length, 1) * 12)} 100`);
  for (const [at, { text }] of notes.entries()) {
    const bar = document.createElementNS(SVG, 'rect');
    const height = Math.min(text.length * 4, 100);
    for (const [name, value] of Object.entries({ x: at * 12, y: 100 - height, width: 10, height }))
      bar.setAttribute(name, String(value));
    bar.append(
      Object.assign(document.createElementNS(SVG, 'title'), { textContent: `${text} – ${String(text.length)} letters` }),
    );
    chart.append(bar);
  }
  return chart;
}
