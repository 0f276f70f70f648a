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
  text: string;
  /** Null until it was accepted, and while `recalled`. */
  job: Job | null;
  /** Answered before, and the answer is not loaded yet; the key is the job's id. */
  recalled: boolean;
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

/** Turn to the questions of another session: none, until they are there or asked. */
export function clearQuestions(id: string, following: Follower): void {
  session = id;
  follower = following;
  questions.value = [];
}

/** Show the questions that the session has, after those that were asked while they were loaded; one answer before all. */
export async function showQuestions(jobs: Job[], first: string | null): Promise<void> {
  const of = session;
  const added = new Set(questions.value.map((question) => question.job?.id));
  const asked = jobs.filter((job) => job.kind === 'question' && job.status !== 'cancelled' && !added.has(job.id));
  // Lists of jobs have no results.
  const answered = asked.filter((job) => job.status === 'succeeded');
  const found = asked.map((job): Question => {
    const recalled = job.status === 'succeeded';
    return { key: job.id, text: job.question ?? '', job: recalled ? null : job, recalled, problem: job.error };
  });
  questions.value = [...questions.value, ...found];
  for (const job of asked) if (!ended(job)) followQuestion(job.id, job);
  const wanted = answered.filter((job) => job.id === first);
  for (const { id } of new Set([...wanted, ...answered.slice(0, MAX_RECALLED)])) {
    if (session === of) await recall(id);
  }
}

/** Load the answer to a question that was answered before. */
export async function recall(jobId: string): Promise<void> {
  if (questions.value.some((one) => one.key === jobId && one.recalled)) reported(await patiently(() => load<Job>(`jobs/${jobId}`)));
}

/** Ask the documents of the session, or only some of them; the new question's key. */
export function ask(text: string, documentIds?: string[]): string {
  const key = freshId();
  questions.value = [{ key, text, job: null, recalled: false, problem: null }, ...questions.value];
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
  // A list that was loaded while it was sent may have it as well.
  questions.value = questions.value.filter((one) => one.key === key || one.key !== job.id);
  change(key, { job });
  follower?.follow(job.id, true, (state) => {
    const question = reported(state);
    if (!question || !ended(state)) return;
    announce(outcome(question));
    if (answersOf(question)?.answered) answeredJob.value = state.id;
  });
}

/** A job's state came: its question, if it is listed. */
function reported(job: Job): Question | undefined {
  const isIts = (one: Question): boolean => one.key === job.id || one.job?.id === job.id;
  const key = questions.value.find(isIts)?.key;
  if (key) change(key, { job, recalled: false, problem: job.error });
  return questions.value.find(isIts);
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
