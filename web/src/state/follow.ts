// Which jobs are followed. Browsers open six connections to a host, and each stream of events holds one: so only the
// jobs that matter most are streamed, and the others are asked after together.
import { load, passing, pause } from '../service/client';
import { followJob } from '../service/events';
import { ended, type Job } from '../service/types';

const MAX_STREAMS = 2;
const POLL_INTERVAL_SECONDS = 2;

type Report = (job: Job) => void;

interface Followed {
  urgent: boolean;
  report: Report;
  stream: AbortController | null;
}

/** Follows the jobs of one session until it is stopped. */
export class Follower {
  private readonly jobs = new Map<string, Followed>();
  private readonly stopped = new AbortController();
  private polling = false;

  constructor(private readonly session: string) {}

  /** Report a job's states until it has ended. Urgent jobs are streamed before others. */
  follow(id: string, urgent: boolean, report: Report): void {
    if (this.jobs.has(id) || this.stopped.signal.aborted) return;
    this.jobs.set(id, { urgent, report, stream: null });
    this.assign();
  }

  stop(): void {
    this.stopped.abort();
    for (const job of this.jobs.values()) job.stream?.abort();
    this.jobs.clear();
  }

  private assign(): void {
    const ranked = [...this.jobs].sort(([, a], [, b]) => Number(b.urgent) - Number(a.urgent));
    ranked.forEach(([id, job], rank) => {
      if (rank < MAX_STREAMS && !job.stream) void this.stream(id, job);
      else if (rank >= MAX_STREAMS && job.stream) {
        job.stream.abort();
        job.stream = null;
      }
    });
    if (ranked.length > MAX_STREAMS) void this.poll();
  }

  private async stream(id: string, job: Followed): Promise<void> {
    const stream = (job.stream = new AbortController());
    try {
      await followJob(id, (state) => this.seen(id, state), stream.signal);
    } catch {
      // Stopped, or the job is gone: it expired, or was deleted with its document.
    }
    if (job.stream === stream && this.jobs.delete(id)) this.assign();
  }

  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    try {
      while ([...this.jobs.values()].some((job) => !job.stream)) {
        await pause(POLL_INTERVAL_SECONDS, this.stopped.signal);
        await this.pollOnce().catch((error: unknown) => {
          if (!passing(error)) throw error;
        });
      }
    } catch {
      // Stopped, or the session is gone.
    } finally {
      this.polling = false;
    }
  }

  private async pollOnce(): Promise<void> {
    const { jobs } = await load<{ jobs: Job[] }>(`jobs?session_id=${this.session}&limit=200`, this.stopped.signal);
    for (const listed of jobs) {
      if (!this.jobs.has(listed.id)) continue;
      // A list has no results.
      this.seen(listed.id, ended(listed) ? await load<Job>(`jobs/${listed.id}`, this.stopped.signal) : listed);
    }
  }

  private seen(id: string, state: Job): void {
    const job = this.jobs.get(id);
    if (!job) return;
    if (ended(state)) {
      this.jobs.delete(id);
      job.stream?.abort();
      this.assign();
    }
    job.report(state);
  }
}
