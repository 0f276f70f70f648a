// One document of the list: its name, what is done with it, and what can be done.
import { useState } from 'preact/hooks';
import { Confirmation, IconButton } from '../parts/controls';
import { ended, type DocumentRecord, type PageSource } from '../service/types';
import { attachmentsOf, cancelEntry, removeEntry, tryAgain, type Entry } from '../state/documents';
import { pane, shown, target } from '../state/view';
import { texts } from '../texts';

const WANTS_PASSWORD = ['/problems/encrypted', '/problems/wrong-password'];

export function DocumentRow({ entry }: { entry: Entry }) {
  const [asking, setAsking] = useState(false);
  const attachments = attachmentsOf(entry);
  const { job, record } = entry;
  const busy = entry.stage === 'waiting' || entry.stage === 'sending' || (job !== null && !ended(job));
  const readable = record !== null && (job === null || job.status === 'succeeded');
  const again = entry.stage === 'refused' || entry.stage === 'stopped' || job?.status === 'failed' || job?.status === 'cancelled';
  const lockedOut = entry.problem !== null && WANTS_PASSWORD.some((type) => entry.problem?.type.endsWith(type));
  const open = (): void => {
    if (!record) return;
    target.value = { kind: 'page', documentId: record.id, page: 1 };
    pane.value = 'page';
  };
  const remove = (): void => (readable ? setAsking(true) : void removeEntry(entry));
  return (
    <li class="document" data-current={shown.value?.documentId === record?.id && record !== null}>
      <div class="document-line">
        {readable ? (
          <button type="button" class="document-name" title={entry.filename} onClick={open}>
            {entry.filename}
          </button>
        ) : (
          <span class="document-name" title={entry.filename}>
            {entry.filename}
          </span>
        )}
        {busy ? (
          <IconButton icon="close" label={texts.documents.cancelNamed(entry.filename)} onClick={() => void cancelEntry(entry)} />
        ) : (
          <IconButton icon="trash" label={texts.documents.removeNamed(entry.filename)} onClick={remove} />
        )}
      </div>
      <p class="document-state">{stateOf(entry)}</p>
      {busy && <Progress entry={entry} />}
      {entry.problem && <p class="problem">{entry.problem.detail || texts.state.wrong}</p>}
      {readable && record && <Warnings record={record} />}
      {lockedOut && <PasswordForm onSubmit={(password) => void tryAgain(entry, password)} />}
      {again && !lockedOut && (
        <button type="button" class="link" onClick={() => void tryAgain(entry)}>
          {texts.documents.tryAgain}
        </button>
      )}
      {asking && (
        <Confirmation
          title={texts.documents.removeTitle(entry.filename)}
          text={attachments.length > 0 ? texts.documents.removeAllText : texts.documents.removeText}
          action={texts.documents.remove}
          onConfirm={() => void removeEntry(entry).then(() => leave(record?.id))}
          onClose={() => setAsking(false)}
        />
      )}
      {attachments.length > 0 && (
        <ul class="documents attachments" aria-label={texts.documents.attachedTo(entry.filename)}>
          {attachments.map((one) => (
            <DocumentRow key={one.key} entry={one} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** Look at a document no longer. */
function leave(documentId: string | undefined): void {
  if (shown.value?.documentId === documentId) target.value = null;
}

function Progress({ entry }: { entry: Entry }) {
  const progress = entry.job?.progress;
  // Sending is the first tenth of the way, as long as nobody knows how many pages follow.
  const done = entry.job ? 0.1 + (progress?.total ? (0.9 * progress.done) / progress.total : 0) : entry.sent / 10;
  return <progress max={1} value={done} aria-label={entry.filename} />;
}

function Warnings({ record }: { record: DocumentRecord }) {
  if (record.warnings.length === 0) return null;
  return (
    <details class="warnings">
      <summary>{texts.viewer.warnings}</summary>
      <ul>
        {record.warnings.map((warning) => (
          <li key={warning.code}>{warning.message}</li>
        ))}
      </ul>
    </details>
  );
}

function PasswordForm({ onSubmit }: { onSubmit: (password: string) => void }) {
  const [password, setPassword] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    if (password) onSubmit(password);
  };
  return (
    <form class="password-form" onSubmit={submit}>
      <input
        type="password"
        autocomplete="off"
        aria-label={texts.documents.password}
        placeholder={texts.documents.password}
        value={password}
        onInput={(event) => setPassword(event.currentTarget.value)}
      />
      <button type="submit" class="quiet">
        {texts.documents.unlock}
      </button>
    </form>
  );
}

function stateOf(entry: Entry): string {
  const words = texts.documents;
  const { job, record } = entry;
  if (entry.stage === 'waiting') return words.waiting;
  if (entry.stage === 'sending') return words.sending(entry.sent);
  if (entry.stage === 'refused') return words.refused;
  if (entry.stage === 'stopped') return words.stopped;
  if (job?.status === 'queued') return words.queued(job.queue_position);
  if (job?.status === 'running') return job.progress?.total ? words.reading(job.progress.done, job.progress.total) : words.opening;
  if (job?.status === 'cancelled') return words.cancelled;
  if (job?.status === 'failed') return words.failed;
  const failed = record?.pages?.filter((page) => page.source === 'failed').length ?? 0;
  const parts = record ? [words.ready(record.page_count, record.chosen_pages ?? null, sourceOf(record)), failed > 0 && words.failedPages(failed)] : [];
  return [...parts, texts.size(entry.bytes)].filter(Boolean).join(' · ');
}

/** Where the text of a document comes from. */
function sourceOf(record: DocumentRecord): string {
  if (!record.pages) return record.ocr ? '' : texts.documents.sources.text;
  const sources = new Set<PageSource>(record.pages.map((page) => page.source).filter((source) => source !== 'failed'));
  if (sources.size === 0) return '';
  if (sources.size > 1 || sources.has('mixed')) return texts.documents.sources.mixed;
  return texts.documents.sources[sources.has('ocr') ? 'ocr' : 'text'];
}
