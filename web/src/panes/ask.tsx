// The question box, and below it the questions with their answers, newest first.
import { useState } from 'preact/hooks';
import { entries, readable } from '../state/documents';
import { ask, openKey, questions } from '../state/questions';
import { coarse } from '../state/screen';
import { limits } from '../state/service_state';
import { texts } from '../texts';
import { QuestionCard } from './question_card';

export function AskPane() {
  const asked = questions.value;
  const open = openKey.value ?? asked[0]?.key;
  return (
    <section class="pane ask-pane" aria-label={texts.ask.submit}>
      <Composer />
      {asked.length === 0 && <Examples />}
      <ol class="questions">
        {asked.map((question) => (
          <QuestionCard key={question.key} question={question} open={question.key === open || question.job?.id === open} />
        ))}
      </ol>
    </section>
  );
}

function Composer() {
  const [text, setText] = useState('');
  const [scope, setScope] = useState('');
  const askable = entries.value.some((entry) => entry.stage !== 'refused' && entry.stage !== 'stopped');
  const within = readable.value.some((entry) => entry.record?.id === scope) ? scope : '';
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!text.trim() || !askable) return;
    ask(text.trim(), within ? [within] : undefined);
    setText('');
    // On a phone the keyboard would stay before the answer.
    if (coarse) (document.activeElement as HTMLElement | null)?.blur();
  };
  const submitOnEnter = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) submit(event);
  };
  return (
    <form class="composer" onSubmit={submit}>
      <label class="visually-hidden" for="question">
        {texts.ask.label}
      </label>
      <textarea
        id="question"
        rows={2}
        maxLength={limits.value?.max_question_chars}
        placeholder={texts.ask.placeholder}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={submitOnEnter}
      />
      <div class="composer-line">
        {readable.value.length > 1 && (
          <select aria-label={texts.ask.within} value={within} onChange={(event) => setScope(event.currentTarget.value)}>
            <option value="">{texts.ask.all}</option>
            {readable.value.map(({ record }) => record && <option value={record.id}>{record.filename}</option>)}
          </select>
        )}
        <span class="fine">{askable ? '' : texts.ask.needsDocument}</span>
        <button type="submit" class="primary" disabled={!askable || !text.trim()}>
          {texts.ask.submit}
        </button>
      </div>
    </form>
  );
}

function Examples() {
  return (
    <div class="examples">
      <h2 class="pane-title">{texts.ask.examples}</h2>
      <ul>
        {texts.ask.exampleQuestions.map(({ kind, question }) => (
          <li key={kind}>
            <button type="button" class="example" onClick={() => ask(question)}>
              <span class="example-kind">{kind}</span>
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
