// Searching within a document: its whole text is loaded once, and hits are found in it page by page.
import { computed, signal } from '@preact/signals';
import { patiently, request } from '../service/client';
import type { Box, PageContent } from '../service/types';
import { boxesBetween, pageContent } from './content';
import { goTo } from './state';

interface Hit {
  page: number;
  /** Offsets in the page's text, in Unicode characters. */
  start: number;
  end: number;
}

export const hits = signal<Hit[]>([]);
export const currentHit = signal(0);
/** The text that the hits are of; empty while nothing is searched for. */
export const searched = signal('');

const MAX_HITS = 5000;
/** Time for which one step of a search may hold the page. */
const STEP_MS = 10;
let folded: { documentId: string; pages: string[] } | null = null;
let searchedDocument = '';
let latest = 0;

/** The indexes of the hits on each page. */
const hitsOfPages = computed(() => {
  const of = new Map<number, number[]>();
  hits.value.forEach(({ page }, index) => {
    const there = of.get(page);
    if (there) there.push(index);
    else of.set(page, [index]);
  });
  return of;
});

/** Find a text in a document, whatever its case and accents, and show the first hit from a page on. */
export async function search(documentId: string, query: string, fromPage: number): Promise<void> {
  const mine = (latest += 1);
  const wanted = fold(query.trim());
  if (wanted.length === 0) {
    clearSearch();
    return;
  }
  const pages = await foldedPages(documentId);
  const found: Hit[] = [];
  await inSteps(pages, (text, index) => {
    if (found.length >= MAX_HITS || mine !== latest) return;
    for (const start of occurrences(text, wanted)) found.push({ page: index + 1, start, end: start + wanted.length });
  });
  if (mine !== latest) return;
  searchedDocument = documentId;
  hits.value = found.slice(0, MAX_HITS);
  searched.value = query;
  const first = hits.value.findIndex((hit) => hit.page >= fromPage);
  if (hits.value.length > 0) showHit(Math.max(0, first));
}

export function clearSearch(): void {
  latest += 1;
  hits.value = [];
  searched.value = '';
}

/** Show the hit of this index, counted around the end. */
export function showHit(index: number): void {
  const all = hits.value;
  currentHit.value = (index + all.length) % Math.max(1, all.length);
  const hit = all[currentHit.value];
  if (!hit) return;
  void pageContent(searchedDocument, hit.page).then(({ words }) => {
    if (all[currentHit.value] === hit) goTo(hit.page, boxesBetween(words, hit.start, hit.end)[0] ?? null);
  });
}

/** The boxes of a page's hits. */
export function hitsOn(page: number, content: PageContent): { current: Box[]; others: Box[] } | null {
  const there = hitsOfPages.value.get(page);
  if (!there) return null;
  const boxes = { current: [] as Box[], others: [] as Box[] };
  for (const index of there) {
    const { start, end } = hits.value[index] as Hit;
    boxes[index === currentHit.value ? 'current' : 'others'].push(...boxesBetween(content.words, start, end));
  }
  return boxes;
}

async function foldedPages(documentId: string): Promise<string[]> {
  if (folded?.documentId !== documentId) {
    const text = await patiently(async () => (await request(`documents/${documentId}/text`)).text());
    const pages: string[] = [];
    await inSteps(text.split('\f'), (page) => pages.push(fold(page)));
    folded = { documentId, pages };
    return pages;
  }
  return folded.pages;
}

/** Do something with each of many, with room for what else is to be done between. */
async function inSteps<T>(all: T[], step: (one: T, index: number) => void): Promise<void> {
  let began = performance.now();
  for (const [index, one] of all.entries()) {
    step(one, index);
    if (performance.now() - began < STEP_MS) continue;
    await new Promise((resolve) => setTimeout(resolve));
    began = performance.now();
  }
}

const ACCENTLESS = new Map<string, string>();

/** Text without case and accents; one UTF-16 unit for each character, so that offsets are the page's. */
function fold(text: string): string {
  const simple = /^[\0-\x7f]*$/.test(text);
  return (simple ? text.toLowerCase() : Array.from(text, foldCharacter).join('')).replace(/\s/g, ' ');
}

function foldCharacter(character: string): string {
  let plain = ACCENTLESS.get(character);
  if (plain === undefined) {
    const units = character.normalize('NFD').toLowerCase();
    // Of two units, the second tells more.
    plain = (character.length > 1 ? units[1] : units[0]) ?? character;
    ACCENTLESS.set(character, plain);
  }
  return plain;
}

function occurrences(text: string, wanted: string): number[] {
  const found: number[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) found.push(at);
  return found;
}
