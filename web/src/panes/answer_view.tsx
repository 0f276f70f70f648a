// The answers to a question: the best one large, the other candidates below it.
import { CopyLink } from '../parts/copy_link';
import { Icon } from '../parts/icons';
import type { Answer, Answers } from '../service/types';
import { addressOf } from '../service/client';
import { narrow } from '../state/screen';
import { linkTo, pane, target, type Target } from '../state/view';
import { texts } from '../texts';
import { Snippet } from '../viewer/snippet';

export function AnswerView({ jobId, answers }: { jobId: string; answers: Answers }) {
  const at = target.value;
  const rank = at?.kind === 'answer' && at.jobId === jobId ? at.rank : 0;
  if (!answers.answered) return <NoAnswer jobId={jobId} answers={answers} rank={at?.kind === 'answer' && at.jobId === jobId ? rank : null} />;
  const chosen = answers.answers[rank] ?? answers.answers[0];
  return (
    <div class="answered">
      {chosen && <AnswerDetail answer={chosen} at={{ kind: 'answer', jobId, rank }} />}
      {answers.answers.length > 1 && (
        <div class="candidates">
          <h3 class="pane-title">{texts.answers.candidates}</h3>
          <Candidates jobId={jobId} answers={answers.answers} chosen={rank} />
        </div>
      )}
    </div>
  );
}

function AnswerDetail({ answer, at }: { answer: Answer; at: Target }) {
  return (
    <>
      <p class="answer-text">{answer.text}</p>
      <p class="sureness">
        <meter min={0} max={1} value={answer.score} aria-hidden="true" />
        {texts.answers.sureness(answer.score)}
      </p>
      {narrow.value && <Snippet answer={answer} onOpen={() => show(at)} />}
      <Context answer={answer} />
      <div class="answer-line">
        <button type="button" class="link source" title={texts.answers.showOnPage} onClick={() => show(at)}>
          <Icon name="page" />
          <span class="source-name">{answer.filename}</span>
          <span class="source-place">{answer.place ?? texts.answers.where(answer.page)}</span>
        </button>
        <CopyLink class="link" label={texts.copyLink} address={() => addressOf(linkTo(at)).href} />
      </div>
    </>
  );
}

/** The sentence around an answer, with the answer marked. */
function Context({ answer }: { answer: Answer }) {
  // Offsets count characters, where JavaScript's count UTF-16 units.
  const characters = [...answer.context];
  const start = answer.start - answer.context_start;
  const end = Math.min(answer.end - answer.context_start, characters.length);
  const text = (from: number, to?: number): string => characters.slice(from, to).join('').replace(/\s+/g, ' ');
  return (
    <blockquote class="context">
      {text(0, start).trimStart()}
      <mark>{text(start, end)}</mark>
      {text(end).trimEnd()}
    </blockquote>
  );
}

function Candidates({ jobId, answers, chosen }: { jobId: string; answers: Answer[]; chosen: number | null }) {
  return (
    <ul>
      {answers.map((answer, rank) => (
        <li key={rank}>
          <button type="button" class="candidate" aria-pressed={rank === chosen} onClick={() => show({ kind: 'answer', jobId, rank }, false)}>
            <span class="candidate-text">{answer.text}</span>
            <span class="candidate-score">{texts.answers.percent(answer.score)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function NoAnswer({ jobId, answers, rank }: { jobId: string; answers: Answers; rank: number | null }) {
  const chosen = rank === null ? null : answers.answers[rank];
  return (
    <div class="not-answered">
      <p class="answer-text">{texts.answers.none}</p>
      <p class="fine">{texts.answers.noneHint(answers.searched.documents, answers.searched.pages)}</p>
      {answers.answers.length > 0 && (
        <details class="candidates" open={rank !== null}>
          <summary>{texts.answers.nearest}</summary>
          <Candidates jobId={jobId} answers={answers.answers} chosen={rank} />
          {chosen && (
            <>
              {narrow.value && <Snippet answer={chosen} onOpen={() => show({ kind: 'answer', jobId, rank: rank ?? 0 })} />}
              <Context answer={chosen} />
            </>
          )}
        </details>
      )}
    </div>
  );
}

function show(at: Target, turn = true): void {
  target.value = at;
  if (turn) pane.value = 'page';
}
