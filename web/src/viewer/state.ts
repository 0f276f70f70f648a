// What the viewer is doing with the document it shows.
import { signal } from '@preact/signals';
import type { Box } from '../service/types';

const ZOOMS = [0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4];

/** 1 is as wide as there is room for. */
export const zoom = signal(1);
/** The number of the page in the middle of the view. */
export const seenPage = signal(1);
/** Where to scroll: a page's number, and a place on it. A new object each time. */
export const goal = signal<{ page: number; box: Box | null } | null>(null);
export const thumbnailsOpen = signal(false);

export function zoomBy(steps: 1 | -1): void {
  const now = ZOOMS.findIndex((step) => step >= zoom.value);
  zoom.value = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, now + steps))] ?? 1;
}

export function goTo(page: number, box: Box | null = null): void {
  goal.value = { page, box };
  // At once: the next step may be made before this one is drawn.
  seenPage.value = page;
}
