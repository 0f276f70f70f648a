// The text of pages with the places of its words. Offsets count Unicode characters, which JavaScript's strings do not.
import { load, patiently } from '../service/client';
import type { Box, PageContent, Word } from '../service/types';

const MAX_PAGES = 40;
const kept = new Map<string, Promise<PageContent>>();

export function pageContent(documentId: string, page: number): Promise<PageContent> {
  const name = `${documentId}/${page}`;
  let content = kept.get(name);
  if (!content) {
    content = patiently(() => load<PageContent>(`documents/${documentId}/pages/${page}`));
    content.catch(() => kept.delete(name));
    kept.set(name, content);
    if (kept.size > MAX_PAGES) kept.delete(kept.keys().next().value as string);
  }
  return content;
}

/** The boxes of the text between two offsets, joined by the line. A part of a word is taken by its share of letters. */
export function boxesBetween(words: Word[], start: number, end: number): Box[] {
  const boxes: Box[] = [];
  for (const word of words) {
    const length = [...word.text].length;
    if (word.start >= end || word.start + length <= start) continue;
    const box = partOf(word.box, Math.max(0, start - word.start) / length, Math.min(length, end - word.start) / length);
    const last = boxes.at(-1);
    if (last && sameLine(last, box)) {
      boxes[boxes.length - 1] = [last[0], Math.min(last[1], box[1]), Math.max(last[2], box[2]), Math.max(last[3], box[3])];
    } else boxes.push(box);
  }
  return boxes;
}

function partOf([x0, y0, x1, y1]: Box, from: number, to: number): Box {
  return [x0 + from * (x1 - x0), y0, x0 + to * (x1 - x0), y1];
}

/** Whether a word continues the line that has a box. */
export function sameLine(line: Box, word: Box): boolean {
  const middle = (word[1] + word[3]) / 2;
  return middle > line[1] && middle < line[3] && word[0] >= line[0];
}
