// Where pages stand in one continuous column, so that only those that are seen need to exist.
import type { PageSummary } from '../service/types';

export interface Layout {
  /** Of every page; in pixels. */
  width: number;
  tops: number[];
  heights: number[];
  total: number;
}

export const GAP = 16;

export function layOut(pages: PageSummary[], width: number, gap = GAP): Layout {
  const layout: Layout = { width, tops: [], heights: [], total: gap };
  for (const page of pages) {
    const height = Math.round((width * page.height) / page.width);
    layout.tops.push(layout.total);
    layout.heights.push(height);
    layout.total += height + gap;
  }
  return layout;
}

/** The index of the page at a height: the last that begins above it. */
export function pageAt({ tops }: Layout, y: number): number {
  let [low, high] = [0, tops.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((tops[middle] ?? 0) <= y) low = middle;
    else high = middle;
  }
  return low;
}

/** The indexes of the pages between two heights. */
export function pagesWithin(layout: Layout, from: number, to: number): number[] {
  const first = pageAt(layout, from);
  const last = pageAt(layout, to);
  return layout.tops.length === 0 ? [] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
