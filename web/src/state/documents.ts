// The documents of the current session, from the file that was chosen to the pages that were read.
import { computed, signal } from '@preact/signals';
import { load, patiently, Refusal, request } from '../service/client';
import { ended, type DocumentRecord, type Job, type Problem, type SessionRecord } from '../service/types';
import { sendFile, type UploadOptions } from '../service/upload';
import { texts } from '../texts';
import { announce } from './announce';
import type { Follower } from './follow';
import { options } from './options';
import { kindsOf, limits } from './service_state';
import { expiresAt, freshId, useSession } from './sessions';

const MAX_UPLOADS_AT_ONCE = 2;
/** What is refused before it is sent, by its type. */
const NEVER_READ = /^(audio|video)\//;
/** Documents of which all is loaded before they are opened. */
const MAX_RECORDS = 30;

export type Stage = 'waiting' | 'sending' | 'refused' | 'accepted' | 'stopped';

export interface Entry {
  key: string;
  filename: string;
  bytes: number;
  stage: Stage;
  /** Fraction of the file that has been sent. */
  sent: number;
  /** Kept until it has been read, to try again. */
  file: File | null;
  options: UploadOptions | null;
  upload: AbortController | null;
  problem: Problem | null;
  job: Job | null;
  record: DocumentRecord | null;
}

export const entries = signal<Entry[]>([]);
/** What stands in the list itself: what is attached to a document is under it. */
export const topmost = computed(() => entries.value.filter((entry) => parentOf(entry) === null));
export const readable = computed(() => entries.value.filter((entry) => entry.job?.status === 'succeeded'));
export const unsent = computed(() => entries.value.filter(({ stage }) => stage === 'waiting' || stage === 'sending'));
export const unfinished = computed(() => entries.value.filter(({ job }) => job && !ended(job)));

let session = '';
let follower: Follower | null = null;

/** Turn to the documents of another session: none, until they are there or uploaded. */
export function clearDocuments(id: string, following: Follower): void {
  for (const entry of entries.value) entry.upload?.abort();
  session = id;
  follower = following;
  entries.value = [];
}

/** Show the documents that the session has, before those that were added while they were loaded. */
export function showDocuments({ documents }: SessionRecord, jobs: Job[]): void {
  const added = new Set(entries.value.map((entry) => entry.job?.document_id));
  const jobOf = new Map(jobs.map((job) => [job.document_id, job]));
  const listed = documents.filter((document) => !added.has(document.id));
  const found = listed.map((document): Entry => {
    const job = jobOf.get(document.id) ?? null;
    if (job && !ended(job)) followEntry(job.id, job);
    return { ...blank(document.filename, document.bytes), key: job?.id ?? document.id, stage: 'accepted', job, record: document };
  });
  entries.value = [...found, ...entries.value];
}

/** Load what lists do not tell: where the text of documents with scans comes from, and which pages failed. */
export async function loadSources(): Promise<void> {
  const of = session;
  const untold = readable.value.filter(({ job, record }) => record && !record.pages && (record.ocr || job?.progress?.failed));
  for (const { record } of untold.slice(0, MAX_RECORDS)) {
    if (session === of && record) await loadRecord(record.id).catch(() => undefined);
  }
}

export function addFiles(files: Iterable<File>): void {
  for (const file of files) {
    const problem = refusedBeforehand(file);
    const entry: Entry = { ...blank(file.name, file.size), file, options: options.value, problem, stage: problem ? 'refused' : 'waiting' };
    entries.value = [...entries.value, entry];
  }
  sendNext();
}

/** Try again what was refused, stopped, cancelled or failed; with a password, if it wants one. */
export async function tryAgain(entry: Entry, password = ''): Promise<void> {
  const file = entry.file ?? (await originalOf(entry));
  const wanted = { ...(entry.options ?? options.value), ...(password && { password }) };
  if (entry.record) await request(`documents/${entry.record.id}`, { method: 'DELETE' }).catch(() => undefined);
  const fresh: Entry = { ...blank(entry.filename, entry.bytes), file, options: wanted, stage: 'waiting' };
  entries.value = entries.value.map((one) => (one.key === entry.key ? fresh : one));
  sendNext();
}

/** Stop an upload or the reading of a document. */
export async function cancelEntry(entry: Entry): Promise<void> {
  entry.upload?.abort();
  if (entry.stage === 'waiting' || entry.stage === 'sending') change(entry.key, { stage: 'stopped', upload: null });
  const job = entry.job;
  if (job && !ended(job)) {
    const response = await patiently(() => request(`jobs/${job.id}/cancel`, { method: 'POST' }));
    reported(job.id, (await response.json()) as Job);
  }
}

/** Remove an entry, and its document with all that was read of it. */
export async function removeEntry(entry: Entry): Promise<void> {
  entry.upload?.abort();
  const id = entry.job?.document_id ?? entry.record?.id;
  if (id) {
    await patiently(() => request(`documents/${id}`, { method: 'DELETE' })).catch((error: unknown) => {
      if (!(error instanceof Refusal && error.problem.status === 404)) throw error;
    });
  }
  const gone = new Set([entry, ...descendantsOf(entry)]);
  entries.value = entries.value.filter((one) => !gone.has(one));
}

/** What is attached to a document, in its order. */
export function attachmentsOf(entry: Entry): Entry[] {
  return entries.value.filter((one) => one.record?.parent_id && one.record.parent_id === entry.record?.id);
}

/** A document's record with its pages. Lists have it without. */
export async function loadRecord(id: string): Promise<DocumentRecord> {
  const record = await patiently(() => load<DocumentRecord>(`documents/${id}`));
  entries.value = entries.value.map((entry) => (entry.record?.id === id ? { ...entry, record } : entry));
  return record;
}

export function entryOf(documentId: string): Entry | null {
  return entries.value.find((entry) => entry.record?.id === documentId) ?? null;
}

/** Wait until every upload has been accepted, refused or stopped: a question waits for none that comes after it. */
export function uploadsSent(): Promise<void> {
  return new Promise((resolve) => {
    const stop = unsent.subscribe((left) => {
      if (left.length === 0) queueMicrotask(() => (stop(), resolve()));
    });
  });
}

// ----

function blank(filename: string, bytes: number): Entry {
  const nothing = { sent: 0, file: null, options: null, upload: null, problem: null, job: null, record: null };
  return { ...nothing, key: freshId(), filename, bytes, stage: 'waiting' };
}

function change(key: string, changed: Partial<Entry>): void {
  entries.value = entries.value.map((entry) => (entry.key === key ? { ...entry, ...changed } : entry));
}

function problem(detail: string): Problem {
  return { type: 'about:blank', title: '', status: 0, detail };
}

/** Why the service would refuse a file, as far as its limits tell. */
function refusedBeforehand(file: File): Problem | null {
  const known = limits.value;
  if (file.size === 0) return problem(texts.documents.emptyFile);
  if (known && file.size > known.max_file_bytes) return problem(texts.documents.tooLarge(known.max_file_bytes));
  // Browsers tell types by the names of files: a CSV file is Excel's to some. The service looks at the content.
  if (known && NEVER_READ.test(file.type)) return problem(texts.documents.unsupported(kindsOf(known.media_types)));
  return null;
}

function sendNext(): void {
  const sending = entries.value.filter((entry) => entry.stage === 'sending').length;
  const next = entries.value.filter((entry) => entry.stage === 'waiting').slice(0, MAX_UPLOADS_AT_ONCE - sending);
  for (const entry of next) void send(entry);
}

async function send(entry: Entry): Promise<void> {
  const upload = new AbortController();
  const { signal } = upload;
  change(entry.key, { stage: 'sending', upload });
  const progress = (sent: number): void => change(entry.key, { sent });
  try {
    const file = entry.file as File;
    const job = await patiently(() => sendFile(file, session, entry.options as UploadOptions, entry.key, progress, signal), signal);
    useSession(job.session_id);
    // A list that was loaded while it was sent may have it as well.
    entries.value = entries.value.filter((one) => one.key === entry.key || one.job?.id !== job.id);
    change(entry.key, { stage: 'accepted', job, upload: null });
    followEntry(entry.key, job);
  } catch (error) {
    if (error instanceof Refusal) {
      const refused = error.problem.files?.[0];
      change(entry.key, { stage: 'refused', upload: null, problem: refused ? { ...error.problem, ...refused } : error.problem });
    } else if (!signal.aborted) throw error;
  }
  sendNext();
}

function followEntry(key: string, job: Job): void {
  follower?.follow(job.id, false, (state) => reported(job.id, state, key));
}

function reported(id: string, job: Job, key?: string): void {
  const entry = entries.value.find((one) => one.key === key || one.job?.id === id);
  if (!entry) return;
  const record = (job.result as DocumentRecord | null | undefined) ?? entry.record;
  expiresAt.value = job.expires_at;
  change(entry.key, { job, record, problem: job.error, ...(job.status === 'succeeded' && { file: null }) });
  if (record?.children?.length) void loadAttachments(record).catch(() => undefined);
  if (job.status === 'succeeded') announce(texts.documents.isReady(entry.filename, record?.page_count ?? 0));
  if (job.status === 'failed') announce(texts.documents.hasFailed(entry.filename, job.error?.detail ?? ''));
}

function parentOf(entry: Entry): Entry | null {
  const id = entry.record?.parent_id;
  return (id && entries.value.find((one) => one.record?.id === id)) || null;
}

function descendantsOf(entry: Entry): Entry[] {
  return attachmentsOf(entry).flatMap((one) => [one, ...descendantsOf(one)]);
}

/** Show what is attached to a document that was read, and follow its reading. */
async function loadAttachments({ children = [] }: DocumentRecord): Promise<void> {
  const of = session;
  const { jobs } = await patiently(() => load<{ jobs: Job[] }>(`jobs?session_id=${of}&limit=200`));
  for (const id of children) {
    if (entryOf(id)) continue;
    const record = await patiently(() => load<DocumentRecord>(`documents/${id}`));
    // Meanwhile another session may have been turned to, or its list have come.
    if (session !== of || entryOf(id)) continue;
    const job = jobs.find((one) => one.document_id === id) ?? null;
    const key = job?.id ?? id;
    entries.value = [...entries.value, { ...blank(record.filename, record.bytes), key, stage: 'accepted', job, record }];
    // What has ended may have attachments of its own, and a list has no results.
    if (job) followEntry(key, job);
  }
}

async function originalOf(entry: Entry): Promise<File> {
  const record = entry.record as DocumentRecord;
  const response = await patiently(() => request(`documents/${record.id}/file`));
  return new File([await response.blob()], record.filename, { type: record.media_type });
}

