// The sessions of this browser: their ids and names. What is in them is on the service alone.
import { computed, signal } from '@preact/signals';
import { load, patiently, Refusal, request } from '../service/client';
import { recallJson, remember } from '../service/storage';
import type { SessionRecord } from '../service/types';
import { texts } from '../texts';

export interface Session {
  id: string;
  name: string;
  /** Whether nothing was uploaded to it yet: neither the service nor the browser keeps it. */
  fresh?: boolean;
}

export const sessions = signal<Session[]>(recallJson<Session[]>('sessions', []));
export const currentId = signal<string>('');
export const current = computed(() => sessions.value.find((session) => session.id === currentId.value) ?? null);
/** When the current session expires unless it is used; null while it has no document. */
export const expiresAt = signal<string | null>(null);

/** An id that nobody guesses. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** List a session that somebody has made. */
export function addSession(id: string): void {
  if (!sessions.value.some((session) => session.id === id)) keep([{ id, name: freshName() }, ...sessions.value]);
}

/** The id of a session that has nothing in it. */
export function freshSession(): string {
  const unused = sessions.value.find((session) => session.fresh);
  if (unused) return unused.id;
  const session = { id: freshId(), name: freshName(), fresh: true };
  keep([session, ...sessions.value]);
  return session.id;
}

/** Something was uploaded to a session. */
export function useSession(id: string): void {
  if (sessions.value.some((session) => session.id === id && session.fresh)) {
    keep(sessions.value.map((session) => (session.id === id ? { id, name: session.name } : session)));
  }
}

export function renameSession(id: string, name: string): void {
  keep(sessions.value.map((session) => (session.id === id ? { ...session, name } : session)));
}

/** Delete a session with all its content on the service, then here. */
export async function deleteSession(id: string): Promise<void> {
  await ignoringMissing(patiently(() => request(`sessions/${id}`, { method: 'DELETE' })));
  forgetSession(id);
}

export function forgetSession(id: string): void {
  keep(sessions.value.filter((session) => session.id !== id));
}

/** The session as the service has it; null where it is not there (yet, or any more). */
export async function loadSession(id: string, signal?: AbortSignal): Promise<SessionRecord | null> {
  if (sessions.value.some((session) => session.id === id && session.fresh)) return null;
  const first = await ignoringMissing(patiently(() => load<SessionRecord>(`sessions/${id}`, signal), signal));
  let next = first?.next_cursor;
  while (first && next) {
    const path = `sessions/${id}?cursor=${encodeURIComponent(next)}`;
    const page = await patiently(() => load<SessionRecord>(path, signal), signal);
    first.documents.push(...page.documents);
    next = page.next_cursor;
  }
  return first;
}

/** Have a session live so many seconds after its last use. */
export async function keepSession(id: string, seconds: number): Promise<void> {
  const init = { method: 'PATCH', body: JSON.stringify({ ttl: seconds }), headers: { 'Content-Type': 'application/json' } };
  const record = (await (await patiently(() => request(`sessions/${id}`, init))).json()) as SessionRecord;
  if (id === currentId.value) expiresAt.value = record.expires_at;
}

async function ignoringMissing<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refusal && error.problem.status === 404) return null;
    throw error;
  }
}

function freshName(): string {
  const taken = new Set(sessions.value.map((session) => session.name));
  let number = 1;
  while (taken.has(texts.sessions.defaultName(number))) number += 1;
  return texts.sessions.defaultName(number);
}

function keep(changed: Session[]): void {
  sessions.value = changed;
  remember('sessions', JSON.stringify(changed.filter((session) => !session.fresh)));
}
