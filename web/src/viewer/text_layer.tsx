// The text of a page, invisible over its picture, so that it can be selected, copied and read aloud.
import { useEffect, useRef } from 'preact/hooks';
import type { PageContent } from '../service/types';
import { sameLine } from './content';

const FONT = 'sans-serif';
const MEASURED_SIZE = 100;
const measure = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D;

export function TextLayer({ content }: { content: PageContent }) {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => layer.current?.replaceChildren(...placed(content)), [content]);
  return <div class="text-layer" ref={layer} />;
}

/** Each word in its place, as wide as it is on the page; a space or a line break after it. */
function placed({ words, width, height }: PageContent): Node[] {
  measure.font = `${MEASURED_SIZE}px ${FONT}`;
  return words.flatMap((word, index) => {
    const [x0, y0, x1, y1] = word.box;
    const next = words[index + 1];
    const goesOn = next !== undefined && sameLine(word.box, next.box) && next.box[0] > x0;
    const span = document.createElement('span');
    span.textContent = goesOn ? `${word.text} ` : word.text;
    const wanted = ((goesOn ? next.box[0] : x1) - x0) * width;
    const drawn = (measure.measureText(span.textContent).width / MEASURED_SIZE) * (y1 - y0) * height;
    span.style.left = `${x0 * 100}%`;
    span.style.top = `${y0 * 100}%`;
    span.style.fontSize = `calc(var(--page-height) * ${y1 - y0})`;
    span.style.transform = `scaleX(${drawn ? wanted / drawn : 1})`;
    return goesOn ? [span] : [span, document.createElement('br')];
  });
}
