// Requests to the gateway the page came from. Addresses are relative to the page's own, so that a proxy may serve it
// under any path; the API key travels in a header, never in an address.
import { signal } from '@preact/signals';
import { forget, recall, remember } from './storage';
import type { Problem } from './types';

const ROOT = new URL('.', document.baseURI);
const MAX_DELAY_SECONDS = 10;

/** The key to send; empty where none is needed. */
export const apiKey = signal(recall('key') ?? '');
/** Whether requests wait for a key, because none was sent or a wrong one. */
export const keyWanted = signal<'missing' | 'wrong' | null>(null);
/** Why requests do not get through at present; they are tried again by themselves. */
export const trouble = signal<'offline' | 'unavailable' | 'busy' | null>(null);

/** The gateway refused a request, and says why. */
export class Refusal extends Error {
  constructor(
    readonly problem: Problem,
    readonly retryAfter: number | null,
  ) {
    super(problem.detail);
  }
}

/** No response came: the network, or the gateway, is away. */
export class Unreachable extends Error {}

export function addressOf(path: string): URL {
  return new URL(path, ROOT);
}

export function authorization(): Record<string, string> {
  return apiKey.value ? { Authorization: `Bearer ${apiKey.value}` } : {};
}

/** Use a key from now on; on this device also after the page is closed, if `keep`. */
export function useKey(key: string, keep: boolean): void {
  if (keep) remember('key', key);
  else forget('key');
  apiKey.value = key;
  keyWanted.value = null;
}

/** A response that is neither an error nor unavailable. Throws Refusal and Unreachable; waits for a key if one is needed. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    const sent = apiKey.value;
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(authorization())) headers.set(name, value);
    let response: Response;
    try {
      response = await fetch(addressOf(path), { ...init, headers, credentials: 'omit', cache: 'no-store' });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      trouble.value = 'offline';
      throw new Unreachable();
    }
    if (response.ok) {
      trouble.value = null;
      return response;
    }
    const refusal = new Refusal(await problemOf(response.status, await response.text()), retryAfter(response.headers.get('Retry-After')));
    if (response.status !== 401) throw noted(refusal);
    await newKey(sent, init.signal ?? null);
  }
}

export async function load<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request(path, signal ? { signal } : {})).json() as Promise<T>;
}

/** Try again while the network, the gateway or its store is away. `attempt` must be safe to repeat. */
export async function patiently<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!passing(error)) throw error;
      const told = error instanceof Refusal ? error.retryAfter : null;
      await pause(Math.min(told ?? 2 ** tries, MAX_DELAY_SECONDS), signal);
    }
  }
}

/** Wait so many seconds, or until the network is back. Throws when aborted. */
export function pause(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (): void => {
      clearTimeout(timer);
      removeEventListener('online', done);
      signal?.removeEventListener('abort', done);
      if (signal?.aborted) reject(signal.reason as Error);
      else resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    addEventListener('online', done);
    signal?.addEventListener('abort', done);
    if (signal?.aborted) done();
  });
}

/** Whether an error passes by itself: also a conflict with a request that is still under way, which says until when. */
export function passing(error: unknown): boolean {
  if (!(error instanceof Refusal)) return error instanceof Unreachable;
  return [429, 502, 503, 504].includes(error.problem.status) || (error.problem.status === 409 && error.retryAfter !== null);
}

/** The problem that a response describes; a proxy's own error pages describe none. */
export function problemOf(status: number, body: string): Problem {
  try {
    const problem = JSON.parse(body) as Problem;
    if (typeof problem.detail === 'string') return problem;
  } catch {
    // Not of the gateway.
  }
  return { type: 'about:blank', title: `HTTP ${status}`, status, detail: '' };
}

export function retryAfter(header: string | null): number | null {
  const seconds = Number(header ?? NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

/** Remember what a refusal says about the state of the service. */
export function noted(refusal: Refusal): Refusal {
  const status = refusal.problem.status;
  if (status === 429) trouble.value = 'busy';
  else trouble.value = status !== 409 && passing(refusal) ? 'unavailable' : null;
  return refusal;
}

/** Wait until the user gives another key than the one that was refused. */
export function newKey(refused: string, signal: AbortSignal | null): Promise<void> {
  if (apiKey.value === refused) keyWanted.value = refused ? 'wrong' : 'missing';
  return new Promise((resolve, reject) => {
    const stop = apiKey.subscribe((key) => {
      if (key !== refused) queueMicrotask(() => (stop(), resolve()));
    });
    signal?.addEventListener('abort', () => (stop(), reject(signal.reason as Error)));
  });
}
