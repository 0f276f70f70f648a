// A question with what came of it: in one line, or laid open.
import { IconButton } from '../parts/controls';
import { Icon } from '../parts/icons';
import { ended } from '../service/types';
import { unfinished, unsent } from '../state/documents';
import { answersOf, ask, cancelQuestion, openKey, removeQuestion, type Question } from '../state/questions';
import { target } from '../state/view';
import { texts } from '../texts';
import { AnswerView } from './answer_view';

export function QuestionCard({ question, open }: { question: Question; open: boolean }) {
  const answers = answersOf(question);
  const text = question.text || texts.answers.recalled;
  if (!open) {
    const best = answers?.answered ? answers.answers[0]?.text : answers && texts.answers.none;
    const layOpen = (): void => {
      openKey.value = question.key;
      if (question.job && answers?.answered) target.value = { kind: 'answer', jobId: question.job.id, rank: 0 };
    };
    return (
      <li class="question folded">
        <button type="button" class="row-button" onClick={layOpen}>
          <span class="question-text">{text}</span>
          <span class="short-answer">{best ?? (question.problem ? texts.answers.failed : pendingText(question))}</span>
        </button>
      </li>
    );
  }
  return (
    <li class="question">
      <div class="question-line">
        <h2 class="question-text">{text}</h2>
        {pending(question) && <IconButton icon="close" label={texts.cancel} onClick={() => void cancelQuestion(question)} />}
      </div>
      {pending(question) && <p class="pending">{pendingText(question)}</p>}
      {question.problem && (
        <div class="failure">
          <p>
            <Icon name="warning" /> {texts.answers.failed}
          </p>
          <p class="problem">{question.problem.detail || texts.state.wrong}</p>
          {question.text && (
            <button
              type="button"
              class="link"
              onClick={() => {
                removeQuestion(question.key);
                ask(question.text);
              }}
            >
              {texts.answers.askAgain}
            </button>
          )}
        </div>
      )}
      {answers && question.job && <AnswerView jobId={question.job.id} answers={answers} />}
    </li>
  );
}

function pending(question: Question): boolean {
  return !question.problem && !(question.job && ended(question.job) && question.job.result !== undefined);
}

function pendingText(question: Question): string {
  const reading = unfinished.value.length + unsent.value.length;
  if (reading > 0) return texts.answers.waitingForDocuments(reading);
  return question.job ? texts.answers.searching : texts.answers.sending;
}
