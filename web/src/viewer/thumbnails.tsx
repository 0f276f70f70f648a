// Small pages in a column beside the large ones, of which only those in view exist.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PageSummary } from '../service/types';
import { texts } from '../texts';
import { PagePicture } from './page_picture';
import { goTo, seenPage } from './state';

const WIDTH = 88;
const ROW_HEIGHT = 148;
const MAX_HEIGHT = 120;

export function Thumbnails({ documentId, pages }: { documentId: string; pages: PageSummary[] }) {
  const scroller = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 600 });
  const look = (): void => {
    const element = scroller.current;
    if (element) setView({ top: element.scrollTop, height: element.clientHeight });
  };
  useEffect(look, []);
  useEffect(() => {
    const element = scroller.current;
    const row = pages.findIndex((page) => page.number === seenPage.value);
    if (!element || row < 0) return;
    const above = row * ROW_HEIGHT < element.scrollTop;
    const below = (row + 1) * ROW_HEIGHT > element.scrollTop + element.clientHeight;
    if (above || below) element.scrollTop = row * ROW_HEIGHT - element.clientHeight / 2;
  }, [seenPage.value]);
  const first = Math.max(0, Math.floor(view.top / ROW_HEIGHT) - 1);
  const near = pages.slice(first, first + Math.ceil(view.height / ROW_HEIGHT) + 3);
  return (
    <nav class="thumbnails" ref={scroller} aria-label={texts.viewer.thumbnails} onScroll={look}>
      <div class="thumbnail-column" style={{ height: `${pages.length * ROW_HEIGHT}px` }}>
        {near.map((page, index) => {
          const width = Math.min(WIDTH, (MAX_HEIGHT * page.width) / page.height);
          return (
            <button
              key={page.number}
              type="button"
              class="thumbnail"
              style={{ top: `${(first + index) * ROW_HEIGHT}px` }}
              aria-label={texts.viewer.pageLabel(page.number)}
              aria-current={page.number === seenPage.value ? 'page' : undefined}
              onClick={() => goTo(page.number)}
            >
              <span class="thumbnail-page" style={{ width: `${width}px`, height: `${(width * page.height) / page.width}px` }}>
                <PagePicture documentId={documentId} page={page.number} width={width} />
              </span>
              {page.number}
            </button>
          );
        })}
      </div>
    </nav>
  );
}
