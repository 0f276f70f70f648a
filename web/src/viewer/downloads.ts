// Saving what the service has of a document. By fetch, since a link could send no key.
import { load, patiently, request } from '../service/client';
import type { DocumentRecord } from '../service/types';

export type Download = 'file' | 'text' | 'markdown' | 'tables';

const SUFFIX = { file: '', text: '.txt', markdown: '.md', tables: '.csv' };

export async function download(record: DocumentRecord, kind: Download): Promise<void> {
  const blob = kind === 'tables' ? await tablesOf(record) : await contentOf(`documents/${record.id}/${kind}`);
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

async function contentOf(path: string, accept = '*/*'): Promise<Blob> {
  return patiently(async () => (await request(path, { headers: { Accept: accept } })).blob());
}
