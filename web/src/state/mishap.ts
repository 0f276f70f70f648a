// Errors that nothing else shows.
import { signal } from '@preact/signals';
import { Refusal } from '../service/client';
import { texts } from '../texts';

const SHOWN_SECONDS = 10;

/** What went wrong, in one sentence; empty when it has been shown long enough. */
export const mishap = signal('');

export function watchForMishaps(): void {
  addEventListener('unhandledrejection', ({ reason }) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') return;
    mishap.value = (reason instanceof Refusal && reason.problem.detail) || texts.state.wrong;
    setTimeout(() => (mishap.value = ''), SHOWN_SECONDS * 1000);
  });
}
