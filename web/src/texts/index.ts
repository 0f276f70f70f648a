// The page's texts in the reader's language: the first that the browser prefers and there is. One line adds a language.
import { en } from './en';

export type Texts = typeof en;

const LANGUAGES: Record<string, Texts> = { en };

const preferred = navigator.languages.map((tag) => tag.split('-')[0] ?? '').find((code) => code in LANGUAGES) ?? 'en';

export const texts: Texts = LANGUAGES[preferred] ?? en;
/** For the formats of numbers and dates, and for screen readers. */
export const language = preferred;
