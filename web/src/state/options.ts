// How uploads are to be read. Remembered, but for what belongs to single files: their password and their pages.
import { signal } from '@preact/signals';
import { recallJson, remember } from '../service/storage';
import type { UploadOptions } from '../service/upload';

const DEFAULTS: UploadOptions = { ocr: 'auto', languages: '', password: '', pages: '' };

export const options = signal<UploadOptions>({ ...DEFAULTS, ...recallJson<Partial<UploadOptions>>('options', {}) });

export function setOptions(changed: Partial<UploadOptions>): void {
  options.value = { ...options.value, ...changed };
  const { ocr, languages } = options.value;
  remember('options', JSON.stringify({ ocr, languages }));
}
