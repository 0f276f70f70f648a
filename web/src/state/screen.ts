// What the screen has room for.
import { signal } from '@preact/signals';

const query = matchMedia('(max-width: 819px)');

/** Whether there is room for one pane only. */
export const narrow = signal(query.matches);

/** Whether this is a device for fingers, which has a camera and no folders. */
export const coarse = matchMedia('(pointer: coarse)').matches;

query.addEventListener('change', () => (narrow.value = query.matches));
