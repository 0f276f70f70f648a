// Sending a file. By XMLHttpRequest, since fetch does not tell how much of a body has been sent.
import { addressOf, apiKey, authorization, newKey, noted, problemOf, Refusal, retryAfter, trouble, Unreachable } from './client';
import type { Job } from './types';

export interface UploadOptions {
  ocr: 'auto' | 'force' | 'off';
  /** Codes separated by commas; empty for the service's own choice. */
  languages: string;
  password: string;
  /** The only pages to be read, such as 1-5,9; empty for all. */
  pages: string;
}

/** Send one file and return its job. Throws Refusal and Unreachable. The same `idempotencyKey` makes it safe to repeat. */
export async function sendFile(
  file: File,
  session: string,
  options: UploadOptions,
  idempotencyKey: string,
  progress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Job> {
  for (;;) {
    const sent = apiKey.value;
    try {
      return await attempt(file, session, options, idempotencyKey, progress, signal);
    } catch (error) {
      if (!(error instanceof Refusal) || error.problem.status !== 401) throw error;
      await newKey(sent, signal);
    }
  }
}

function attempt(
  file: File,
  session: string,
  options: UploadOptions,
  idempotencyKey: string,
  progress: (fraction: number) => void,
  signal: AbortSignal,
): Promise<Job> {
  const form = new FormData();
  form.set('ocr', options.ocr);
  if (options.languages.trim()) form.set('languages', options.languages);
  if (options.password) form.set('password', options.password);
  if (options.pages.trim()) form.set('pages', options.pages);
  form.set('files', file, file.name);
  return new Promise((resolve, reject) => {
    const xhr = new XMLHttpRequest();
    const abort = (): void => xhr.abort();
    xhr.open('POST', addressOf('upload'));
    const headers = { 'X-Session-ID': session, 'Idempotency-Key': idempotencyKey, ...authorization() };
    for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
    xhr.upload.onprogress = (event) => progress(event.lengthComputable ? event.loaded / event.total : 0);
    xhr.onabort = () => reject(signal.reason as Error);
    xhr.onerror = () => {
      trouble.value = 'offline';
      reject(new Unreachable());
    };
    xhr.onload = () => {
      if (xhr.status >= 200 && xhr.status < 300) {
        trouble.value = null;
        resolve((JSON.parse(xhr.responseText) as { jobs: [Job] }).jobs[0]);
        return;
      }
      const refusal = new Refusal(problemOf(xhr.status, xhr.responseText), retryAfter(xhr.getResponseHeader('Retry-After')));
      reject(xhr.status === 401 ? refusal : noted(refusal));
    };
    xhr.onloadend = () => signal.removeEventListener('abort', abort);
    signal.addEventListener('abort', abort);
    if (signal.aborted) reject(signal.reason as Error);
    else xhr.send(form);
  });
}
