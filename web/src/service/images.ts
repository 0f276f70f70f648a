// Images of pages, as object URLs: an <img> could send no key.
import { patiently, request } from './client';

const MAX_IMAGES = 96;
const WIDTHS = [200, 400, 800, 1200, 1600, 2400];

const kept = new Map<string, string>();

/** The least width that is rendered for a place of so many device pixels. Few widths, so that images are re-used. */
export function renderedWidth(pixels: number, most: number): number {
  return Math.min(most, WIDTHS.find((width) => width >= pixels) ?? most);
}

/** An image that is there already. */
export function keptImage(documentId: string, page: number, width: number): string | null {
  return kept.get(`${documentId}/${page}/${width}`) ?? null;
}

/** An object URL of a page's image. Throws Refusal where the page cannot be rendered. */
export async function pageImage(documentId: string, page: number, width: number, signal: AbortSignal): Promise<string> {
  const name = `${documentId}/${page}/${width}`;
  let url = kept.get(name);
  if (!url) {
    const path = `documents/${documentId}/pages/${page}/image?width=${width}&format=webp`;
    const response = await patiently(() => request(path, { signal }), signal);
    url = kept.get(name) ?? URL.createObjectURL(await response.blob());
  }
  // The ones used last stay.
  kept.delete(name);
  kept.set(name, url);
  for (const [oldest, stale] of kept) {
    if (kept.size <= MAX_IMAGES) break;
    kept.delete(oldest);
    URL.revokeObjectURL(stale);
  }
  return url;
}
