// A job's changes as server-sent events, read by fetch because an EventSource can send no key.
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { passing, patiently, pause, request } from './client';
import { ended, type Job } from './types';

/** Report each state of a job until it has ended, resuming after the last event that was seen. Throws Refusal. */
export async function followJob(id: string, report: (job: Job) => void, signal: AbortSignal): Promise<void> {
  let last = '';
  for (;;) {
    const response = await patiently(
      () => request(`jobs/${id}/events`, { signal, headers: { Accept: 'text/event-stream', ...(last && { 'Last-Event-ID': last }) } }),
      signal,
    );
    if (response.status === 204 || !response.body) return;
    const decoder = new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>;
    const reader = response.body.pipeThrough(decoder).pipeThrough(new EventSourceParserStream()).getReader();
    try {
      for (;;) {
        const { done, value: event } = await reader.read();
        if (done) break;
        last = event.id ?? last;
        const job = JSON.parse(event.data) as Job;
        report(job);
        if (ended(job)) return;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      // The connection broke in the middle of the stream.
      if (!(error instanceof TypeError) && !passing(error)) throw error;
    } finally {
      await reader.cancel().catch(() => undefined);
    }
    await pause(1, signal);
  }
}
