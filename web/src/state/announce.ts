// What a screen reader is told of changes that are otherwise only seen.
import { signal } from '@preact/signals';

export const announcement = signal('');

export function announce(text: string): void {
  // The same text twice is told twice.
  announcement.value = text === announcement.value ? `${text}\u00a0` : text;
}
