// The part of a page around an answer, for screens without room for the page beside it.
import type { Answer } from '../service/types';
import { texts } from '../texts';
import { Frames } from './frames';
import { PagePicture } from './page_picture';
import { useRecord } from './viewer';

/** How many times as wide as the snippet the page is. */
const SCALE = 1.9;
const ASPECT = 2;
const RENDERED_WIDTH = 700;

export function Snippet({ answer, onOpen }: { answer: Answer; onOpen: () => void }) {
  const page = useRecord(answer.document_id)?.pages?.find((one) => one.number === answer.page);
  if (!page || answer.boxes.length === 0) return <div class="snippet" />;
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = answer.boxes[0] ?? [];
  const seenWidth = 1 / SCALE;
  const seenHeight = Math.min(1, (seenWidth / ASPECT) * (page.width / page.height));
  const left = clamp((x0 + x1) / 2 - seenWidth / 2, 1 - seenWidth);
  const top = clamp((y0 + y1) / 2 - seenHeight / 2, 1 - seenHeight);
  return (
    <button type="button" class="snippet" aria-label={texts.answers.showOnPage} onClick={onOpen}>
      <span
        class="snippet-page"
        style={{ width: `${SCALE * 100}%`, aspectRatio: `${page.width} / ${page.height}`, transform: `translate(${-left * 100}%, ${-top * 100}%)` }}
      >
        <PagePicture documentId={answer.document_id} page={answer.page} width={RENDERED_WIDTH} />
        <Frames boxes={answer.boxes} kind="answer" width={page.width} height={page.height} />
      </span>
    </button>
  );
}

function clamp(value: number, most: number): number {
  return Math.min(Math.max(value, 0), Math.max(most, 0));
}
