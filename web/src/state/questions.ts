// The questions of the current session and their answers, newest first.
import { signal } from '@preact/signals';
import { load, patiently, Refusal, request } from '../service/client';
import { ended, type Answer, type Answers, type Job, type Problem } from '../service/types';
import { texts } from '../texts';
import { announce } from './announce';
import { uploadsSent } from './documents';
import type { Follower } from './follow';
import { freshId } from './sessions';

const MAX_CANDIDATES = 5;
const MAX_RECALLED = 30;

export interface Question {
  key: string;
  /** Empty until it is known: the service tells the text of a question with its answer. */
  text: string;
  job: Job | null;
  problem: Problem | null;
}

export const questions = signal<Question[]>([]);
/** The question whose answer is laid open. */
export const openKey = signal<string | null>(null);
/** The job of the question that was answered last, while the page was looking. */
export const answeredJob = signal<string | null>(null);

let session = '';
let follower: Follower | null = null;

export function answersOf(question: Question): Answers | null {
  return question.job?.status === 'succeeded' ? (question.job.result as Answers) : null;
}

/** Show the questions that a session has. */
export async function showQuestions(id: string, following: Follower, jobs: Job[]): Promise<void> {
  session = id;
  follower = following;
  const asked = jobs.filter((job) => job.kind === 'question' && job.status !== 'cancelled').slice(0, MAX_RECALLED);
  questions.value = asked.map((job) => ({ key: job.id, text: '', job: ended(job) ? null : job, problem: job.error }));
  for (const job of asked) if (!ended(job)) followQuestion(job.id, job);
  // Lists of jobs have no results.
  for (const job of asked.filter((one) => one.status === 'succeeded')) {
    if (session !== id) return;
    reported(job.id, await patiently(() => load<Job>(`jobs/${job.id}`)));
  }
}

/** Ask the documents of the session, or only some of them; the new question's key. */
export function ask(text: string, documentIds?: string[]): string {
  const key = freshId();
  questions.value = [{ key, text, job: null, problem: null }, ...questions.value];
  openKey.value = key;
  void send(key, text, documentIds);
  return key;
}

export async function cancelQuestion(question: Question): Promise<void> {
  if (question.job) await patiently(() => request(`jobs/${question.job?.id}/cancel`, { method: 'POST' }));
  removeQuestion(question.key);
}

export function removeQuestion(key: string): void {
  questions.value = questions.value.filter((question) => question.key !== key);
}

// ----

async function send(key: string, text: string, documentIds?: string[]): Promise<void> {
  await uploadsSent();
  if (!questions.value.some((question) => question.key === key)) return;
  const body = { question: text, session_id: session, top_k: MAX_CANDIDATES, ...(documentIds && { document_ids: documentIds }) };
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
  try {
    const response = await patiently(() => request('ask', { method: 'POST', headers, body: JSON.stringify(body) }));
    followQuestion(key, ((await response.json()) as { job: Job }).job);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    change(key, { problem: error.problem });
  }
}

function followQuestion(key: string, job: Job): void {
  change(key, { job });
  follower?.follow(job.id, true, (state) => {
    reported(key, state);
    const question = questions.value.find((one) => one.key === key);
    if (!question || !ended(state)) return;
    announce(outcome(question));
    if (answersOf(question)?.answered) answeredJob.value = state.id;
  });
}

function reported(key: string, job: Job): void {
  const text = (job.result as Answers | null | undefined)?.question;
  change(key, { job, problem: job.error, ...(text && { text }) });
}

function outcome(question: Question): string {
  const answers = answersOf(question);
  const best: Answer | undefined = answers?.answers[0];
  if (answers?.answered && best) return texts.answers.spoken(best.text, best.score, best.filename, best.page);
  return answers ? texts.answers.none : (question.problem?.detail ?? '');
}

function change(key: string, changed: Partial<Question>): void {
  questions.value = questions.value.map((question) => (question.key === key ? { ...question, ...changed } : question));
}
