// Frames over a page: an answer's, and those of what was searched for.
import type { Box } from '../service/types';

interface FramesProps {
  boxes: Box[];
  kind: 'answer' | 'hit' | 'current-hit';
  /** In points. */
  width: number;
  height: number;
  label?: string | undefined;
}

/** Space between words and their frame, in points. */
const PADDING = { answer: 2.5, hit: 0.5, 'current-hit': 1 };

export function Frames({ boxes, kind, width, height, label }: FramesProps) {
  if (boxes.length === 0) return null;
  const padding = PADDING[kind];
  return (
    <svg class={`frames ${kind}`} viewBox={`0 0 ${width} ${height}`} {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      {boxes.map(([x0, y0, x1, y1]) => (
        <rect
          key={`${x0} ${y0}`}
          x={x0 * width - padding}
          y={y0 * height - padding}
          width={(x1 - x0) * width + 2 * padding}
          height={(y1 - y0) * height + 2 * padding}
          rx={2.5}
        />
      ))}
    </svg>
  );
}
