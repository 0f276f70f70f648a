// What the browser keeps: names and ids of sessions, how uploads are to be read, and an API key if the user says so.
const PREFIX = 'doc-insight.';

export type Kept = 'sessions' | 'options' | 'key';

/** What was kept; null where nothing was, or where the browser keeps nothing. */
export function recall(name: Kept): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

export function remember(name: Kept, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // Private windows may keep nothing: the page works without.
  }
}

export function forget(name: Kept): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept.
  }
}

/** Kept JSON; the fallback where it is not there or not readable. */
export function recallJson<T>(name: Kept, fallback: T): T {
  try {
    return (JSON.parse(recall(name) ?? 'null') as T | null) ?? fallback;
  } catch {
    return fallback;
  }
}
