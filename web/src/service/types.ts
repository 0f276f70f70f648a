// What the HTTP interface sends, as far as the page uses it.

/** `[x0, y0, x1, y1]` in fractions of the page's width and height, from its top left. */
export type Box = [number, number, number, number];

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  request_id?: string;
  files?: { filename: string; type: string; detail: string }[];
  errors?: { field: string; message: string }[];
}

export type PageSource = 'text' | 'ocr' | 'mixed' | 'failed';

export interface PageSummary {
  number: number;
  /** In points. */
  width: number;
  height: number;
  source: PageSource;
  words: number;
  error?: Problem | null;
}

export interface DocumentRecord {
  id: string;
  filename: string;
  media_type: string;
  bytes: number;
  session_id: string;
  /** The mail that it was attached to. */
  parent_id?: string | null;
  /** What was attached to it. */
  children?: string[];
  page_count: number;
  /** The pages that are read, where only some are. */
  chosen_pages?: string | null;
  /** Absent in lists. */
  pages?: PageSummary[];
  ocr: { engine: string; languages: string[]; device: string } | null;
  warnings: { code: string; message: string; pages: number[] }[];
  seconds: number;
}

export interface Part {
  page: number;
  boxes: Box[];
}

/** `start`, `end` and `context_start` count Unicode characters of the page's text. */
export interface Answer extends Part {
  text: string;
  score: number;
  document_id: string;
  filename: string;
  start: number;
  end: number;
  context: string;
  context_start: number;
  source: 'text' | 'ocr';
  place?: string;
  parts?: (Part & { text: string })[];
}

export interface Answers {
  question: string;
  answered: boolean;
  answers: Answer[];
  searched: { documents: number; pages: number; skipped?: string[] };
  seconds: number;
}

export type JobStatus = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

export interface Job {
  id: string;
  kind: 'document' | 'question' | 'search';
  status: JobStatus;
  session_id: string;
  document_id: string | null;
  question: string | null;
  created_at: string;
  finished_at: string | null;
  expires_at: string;
  queue_position: number | null;
  progress: { done: number; failed: number; total: number } | null;
  result?: DocumentRecord | Answers | null;
  error: Problem | null;
}

export interface SessionRecord {
  session_id: string;
  documents: DocumentRecord[];
  next_cursor?: string | null;
  expires_at: string;
}

export interface Limits {
  max_file_bytes: number;
  max_pages: number;
  max_question_chars: number;
  session_seconds: number;
  max_session_seconds?: number;
  max_image_width: number;
  media_types: string[];
}

export interface Health {
  status: 'ok' | 'degraded' | 'unavailable';
  version: string;
  languages: string[];
}

export interface Word {
  text: string;
  box: Box;
  start: number;
}

export interface PageContent {
  number: number;
  width: number;
  height: number;
  text: string;
  words: Word[];
}

export const ended = (job: Job): boolean => job.status !== 'queued' && job.status !== 'running';
