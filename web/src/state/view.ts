// What is looked at, which the address tells after its `#`: a session, in it a document's page or a question's answer.
import { computed, effect, signal } from '@preact/signals';
import { load, patiently } from '../service/client';
import type { Answer, Job, Part } from '../service/types';
import { clearDocuments, loadSources, readable, showDocuments } from './documents';
import { Follower } from './follow';
import { answeredJob, answersOf, clearQuestions, openKey, questions, showQuestions } from './questions';
import { addSession, currentId, expiresAt, forgetSession, freshSession, loadSession, sessions } from './sessions';

/** A document at a page, or a question with one of its answers. */
export type Target = { kind: 'page'; documentId: string; page: number } | { kind: 'answer'; jobId: string; rank: number } | null;
export type Pane = 'documents' | 'ask' | 'page';

export const target = signal<Target>(null);
/** The pane that is seen where there is room for one. */
export const pane = signal<Pane>('ask');
/** Whether the session is being loaded. */
export const loading = signal(true);
/** Whether an address led to a session that is not there any more. */
export const expired = signal(false);

/** The answer that is framed on its page. */
export const chosenAnswer = computed<Answer | null>(() => {
  const at = target.value;
  if (at?.kind !== 'answer') return null;
  const question = questions.value.find((one) => one.job?.id === at.jobId);
  return (question && answersOf(question)?.answers[at.rank]) ?? null;
});

/** What the viewer shows. */
export const shown = computed<{ documentId: string; page: number; frames: Part[] } | null>(() => {
  const at = target.value;
  if (at?.kind === 'page') return { documentId: at.documentId, page: at.page, frames: [] };
  const answer = chosenAnswer.value;
  return answer && { documentId: answer.document_id, page: answer.page, frames: answer.parts ?? [answer] };
});

let follower: Follower | null = null;
let written = '';

/** Open what the address says, now and whenever it changes. */
export function followAddress(): void {
  addEventListener('hashchange', () => {
    if (location.hash !== written) void openAddress();
  });
  void openAddress();
  effect(() => {
    const first = readable.value[0]?.record;
    if (first && !target.value) target.value = { kind: 'page', documentId: first.id, page: 1 };
  });
  effect(() => {
    const key = openKey.value;
    const open = questions.peek().find((question) => question.key === key);
    const at = target.peek();
    const framed = chosenAnswer.peek();
    // The frame of one question's answer would mislead beside another question.
    if (open && framed && at?.kind === 'answer' && open.job?.id !== at.jobId) {
      target.value = { kind: 'page', documentId: framed.document_id, page: framed.page };
    }
  });
  effect(() => {
    if (answeredJob.value) target.value = { kind: 'answer', jobId: answeredJob.value, rank: 0 };
  });
  effect(() => {
    const at = target.value;
    if (!currentId.value) return;
    written = linkTo(at);
    // Steps between pages are not steps of the browser's history.
    history.replaceState(null, '', written);
  });
}

/** The address, relative to the page, at which a target is seen again until it expires. */
export function linkTo(at: Target): string {
  const session = `#/${currentId.value}`;
  if (at?.kind === 'page') return `${session}/documents/${at.documentId}/${at.page}`;
  if (at?.kind === 'answer') return `${session}/answers/${at.jobId}/${at.rank + 1}`;
  return session;
}

/** Show a session, and in it what it is to be opened at. */
export async function openSession(id: string, at: Target = null): Promise<void> {
  follower?.stop();
  const following = (follower = new Follower(id));
  currentId.value = id;
  target.value = at;
  pane.value = at ? 'page' : 'ask';
  expiresAt.value = null;
  expired.value = false;
  openKey.value = at?.kind === 'answer' ? at.jobId : null;
  answeredJob.value = null;
  loading.value = true;
  clearDocuments(id, following);
  clearQuestions(id, following);
  const record = await loadSession(id);
  const jobs = record ? await listJobs(id) : [];
  if (currentId.value !== id) return;
  expired.value = !record && at !== null;
  if (record) {
    expiresAt.value = record.expires_at;
    showDocuments(record, jobs);
  }
  loading.value = false;
  await showQuestions(jobs, at?.kind === 'answer' ? at.jobId : null);
  await loadSources();
}

/** Forget a session here and go to another one. */
export function leaveSession(id: string): void {
  forgetSession(id);
  if (id === currentId.value) void openSession(sessions.value[0]?.id ?? freshSession());
}

async function listJobs(id: string): Promise<Job[]> {
  const jobs: Job[] = [];
  let cursor = '';
  do {
    const path = `jobs?session_id=${id}&limit=200${cursor}`;
    const page = await patiently(() => load<{ jobs: Job[]; next_cursor: string | null }>(path));
    jobs.push(...page.jobs);
    cursor = page.next_cursor ? `&cursor=${page.next_cursor}` : '';
  } while (cursor);
  return jobs;
}

async function openAddress(): Promise<void> {
  const [session, kind, id, number] = location.hash.replace(/^#\/?/, '').split('/');
  if (!session || !/^[\w.-]{1,128}$/.test(session)) {
    await openSession(sessions.value[0]?.id ?? freshSession());
    return;
  }
  addSession(session);
  const count = Math.max(1, Number(number) || 1);
  if (kind === 'documents' && id) await openSession(session, { kind: 'page', documentId: id, page: count });
  else if (kind === 'answers' && id) await openSession(session, { kind: 'answer', jobId: id, rank: count - 1 });
  else await openSession(session);
}
