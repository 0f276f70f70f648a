// The state of the service, and its limits.
import { signal } from '@preact/signals';
import { addressOf, load, patiently } from '../service/client';
import type { Health, Limits } from '../service/types';
import { texts } from '../texts';

const INTERVAL_SECONDS = 15;

export const limits = signal<Limits | null>(null);
export const health = signal<Health | null>(null);

/** Load the limits, and look after the health of the service for as long as the page is seen. */
export function watchService(): void {
  void patiently(() => load<Limits>('limits')).then((loaded) => (limits.value = loaded));
  void check();
  setInterval(() => void check(), INTERVAL_SECONDS * 1000);
  document.addEventListener('visibilitychange', () => void check());
}

async function check(): Promise<void> {
  if (document.hidden) return;
  try {
    // Unavailable is a state here, not an error.
    const response = await fetch(addressOf('health'), { credentials: 'omit', cache: 'no-store' });
    health.value = (await response.json()) as Health;
  } catch {
    // Requests that matter tell that the network is away.
  }
}

/** Media types as people call them. */
export function kindsOf(mediaTypes: string[]): string {
  const names = mediaTypes.map((type) => type.replace(/^.*\/(x-)?/, ''));
  return names.map((name) => texts.documents.kinds[name] ?? name.toUpperCase()).join(', ');
}
