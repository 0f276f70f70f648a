// A question with what came of it: in one line, or laid open.
import { IconButton } from '../parts/controls';
import { Icon } from '../parts/icons';
import { ended, type Answers } from '../service/types';
import { unfinished, unsent } from '../state/documents';
import { answersOf, ask, cancelQuestion, openKey, questions, recall, removeQuestion, type Question } from '../state/questions';
import { target } from '../state/view';
import { texts } from '../texts';
import { AnswerView } from './answer_view';

export function QuestionCard({ question, open }: { question: Question; open: boolean }) {
  const answers = answersOf(question);
  if (!open) {
    return (
      <li class="question folded">
        <button type="button" class="row-button" onClick={() => void layOpen(question)}>
          <span class="question-text">{question.text}</span>
          <span class="short-answer">{shortAnswer(question, answers)}</span>
        </button>
      </li>
    );
  }
  return (
    <li class="question">
      <div class="question-line">
        <h2 class="question-text">{question.text}</h2>
        {pending(question) && !question.recalled && <IconButton icon="close" label={texts.cancel} onClick={() => void cancelQuestion(question)} />}
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

async function layOpen({ key }: Question): Promise<void> {
  openKey.value = key;
  await recall(key);
  const question = questions.value.find((one) => one.key === key);
  const isOpen = openKey.value === key;
  if (isOpen && question?.job && answersOf(question)?.answered) target.value = { kind: 'answer', jobId: question.job.id, rank: 0 };
}

function shortAnswer(question: Question, answers: Answers | null): string {
  if (answers) return answers.answered ? (answers.answers[0]?.text ?? '') : texts.answers.none;
  if (question.recalled) return texts.answers.show;
  return question.problem ? texts.answers.failed : pendingText(question);
}

function pending(question: Question): boolean {
  return !question.problem && !(question.job && ended(question.job) && question.job.result !== undefined);
}

function pendingText(question: Question): string {
  if (question.recalled) return texts.answers.loading;
  const reading = unfinished.value.length + unsent.value.length;
  if (reading > 0) return texts.answers.waitingForDocuments(reading);
  return question.job ? texts.answers.searching : texts.answers.sending;
}
