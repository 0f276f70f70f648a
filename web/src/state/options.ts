// How uploads are to be read. Remembered, but for the password.
import { signal } from '@preact/signals';
import { recallJson, remember } from '../service/storage';
import type { UploadOptions } from '../service/upload';

const DEFAULTS: UploadOptions = { ocr: 'auto', languages: '', password: '' };

export const options = signal<UploadOptions>({ ...DEFAULTS, ...recallJson<Partial<UploadOptions>>('options', {}) });

export function setOptions(changed: Partial<UploadOptions>): void {
  options.value = { ...options.value, ...changed };
  const { ocr, languages } = options.value;
  remember('options', JSON.stringify({ ocr, languages }));
}
