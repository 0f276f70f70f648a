// Saving what the service has of a document. By fetch, since a link could send no key.
import { signal } from '@preact/signals';
import { load, patiently, pause, request, retryAfter } from '../service/client';
import type { DocumentRecord } from '../service/types';

export type Download = 'file' | 'text' | 'markdown' | 'tables' | 'pdf';

const SUFFIX = { file: '', text: '.txt', markdown: '.md', tables: '.csv', pdf: '.searchable.pdf' };

/** The document whose searchable PDF is waited for. */
export const pdfInMaking = signal<string | null>(null);

export async function download(record: DocumentRecord, kind: Download): Promise<void> {
  const blob = await (kind === 'tables' ? tablesOf(record) : kind === 'pdf' ? pdfOf(record) : contentOf(`documents/${record.id}/${kind}`));
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = kind === 'file' ? record.filename : record.filename.replace(/\.[^.]*$/, '') + SUFFIX[kind];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** All tables, with an empty line between two of them. */
async function tablesOf(record: DocumentRecord): Promise<Blob> {
  const path = `documents/${record.id}/tables`;
  const { tables } = await patiently(() => load<{ tables: { number: number }[] }>(path));
  const parts: string[] = [];
  for (const { number } of tables) parts.push(await (await contentOf(`${path}/${number}`, 'text/csv')).text());
  return new Blob([parts.join('\r\n')], { type: 'text/csv' });
}

/** The searchable PDF, once a worker has made it. */
async function pdfOf(record: DocumentRecord): Promise<Blob> {
  pdfInMaking.value = record.id;
  try {
    for (;;) {
      const response = await patiently(() => request(`documents/${record.id}/pdf`));
      if (response.status !== 202) return await response.blob();
      await pause(retryAfter(response.headers.get('Retry-After')) ?? 1);
    }
  } finally {
    if (pdfInMaking.value === record.id) pdfInMaking.value = null;
  }
}

async function contentOf(path: string, accept = '*/*'): Promise<Blob> {
  return patiently(async () => (await request(path, { headers: { Accept: accept } })).blob());
}
