// A document's pages as one continuous scroll, of which only the pages in view and near it exist.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Box, DocumentRecord, PageSummary, Part } from '../service/types';
import { texts } from '../texts';
import { GAP, layOut, pageAt, pagesWithin, type Layout } from './layout';
import { PageView } from './page_view';
import { goal, seenPage, zoom, zoomBy } from './state';

const MAX_FITTING_WIDTH = 1000;
/** How much of the view's height is prepared above and below it. */
const PREPARED = 0.6;

interface PageScrollProps {
  record: DocumentRecord;
  pages: PageSummary[];
  frames: Part[];
  frameText: string;
}

export function PageScroll({ record, pages, frames, frameText }: PageScrollProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ width: 0, height: 0 });
  const [at, setAt] = useState({ top: 0, left: 0 });
  const { top } = at;
  const width = Math.round(Math.min(view.width - 2 * GAP, MAX_FITTING_WIDTH) * zoom.value);
  const layout = useMemo(() => (width > 0 ? layOut(pages, width) : null), [pages, width]);

  useLayoutEffect(() => {
    const element = scroller.current as HTMLDivElement;
    const observer = new ResizeObserver(() => setView({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useKeptPlace(scroller, layout, at);
  const arrived = useGoal(scroller, layout, pages);

  useLayoutEffect(() => {
    if (!layout || !scroller.current) return;
    const now = scroller.current.scrollTop;
    const gone = arrived.current;
    const isThere = gone !== null && gone.layout === layout && gone.top === now;
    // Small pages, and the last ones, are nowhere near the middle of the view when they were gone to.
    seenPage.value = isThere ? gone.page : (pages[pageAt(layout, now + view.height * 0.4)]?.number ?? 1);
  }, [layout, top, view.height]);

  const near = layout ? pagesWithin(layout, top - view.height * PREPARED, top + view.height * (1 + PREPARED)) : [];
  // The same as long as the same pages are near: most steps of a scroll draw nothing anew.
  const drawn = useMemo(
    () =>
      layout &&
      near.map((index) => {
        const page = pages[index] as PageSummary;
        return (
          <PageView
            key={`${record.id}/${page.number}`}
            documentId={record.id}
            page={page}
            top={layout.tops[index] ?? 0}
            width={layout.width}
            height={layout.heights[index] ?? 0}
            boxes={boxesOn(frames, page.number)}
            frameLabel={texts.viewer.frame(frameText)}
          />
        );
      }),
    [record.id, pages, layout, near[0], near.length, frames, frameText],
  );
  const zoomByWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(event.deltaY < 0 ? 1 : -1);
  };
  return (
    <div
      class="page-scroll"
      ref={scroller}
      tabIndex={0}
      role="region"
      aria-label={record.filename}
      onScroll={({ currentTarget }) => setAt({ top: currentTarget.scrollTop, left: currentTarget.scrollLeft })}
      onWheel={zoomByWheel}
    >
      <div class="pages" style={{ width: `${width + 2 * GAP}px`, height: `${layout?.total ?? 0}px` }}>
        {drawn}
      </div>
    </div>
  );
}

function boxesOn(frames: Part[], page: number): Box[] {
  return frames.filter((part) => part.page === page).flatMap((part) => part.boxes);
}

/** Keep the same place of the same page in the middle, when pages become larger or smaller. */
function useKeptPlace(scroller: { current: HTMLDivElement | null }, layout: Layout | null, at: { top: number; left: number }): void {
  const before = useRef<Layout | null>(null);
  useLayoutEffect(() => {
    const element = scroller.current;
    const was = before.current;
    before.current = layout;
    if (!element || !was || !layout || was.tops.length !== layout.tops.length || was.width === layout.width) return;
    // By now the browser may have moved what is smaller than it was: what counts is where it stood.
    const middle = at.top + element.clientHeight / 2;
    const index = pageAt(was, middle);
    const fraction = (middle - (was.tops[index] ?? 0)) / (was.heights[index] || 1);
    element.scrollTop = (layout.tops[index] ?? 0) + fraction * (layout.heights[index] ?? 0) - element.clientHeight / 2;
    const across = (at.left + element.clientWidth / 2) / was.width;
    element.scrollLeft = across * layout.width - element.clientWidth / 2;
  }, [layout]);
}

interface Arrival {
  page: number;
  layout: Layout;
  top: number;
}

/** Scroll to where the viewer is told to go: a box a third down the view, a page to its top. Where that was. */
function useGoal(scroller: { current: HTMLDivElement | null }, layout: Layout | null, pages: PageSummary[]): { current: Arrival | null } {
  const reached = useRef<object | null>(null);
  const arrived = useRef<Arrival | null>(null);
  const wanted = goal.value;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || !layout || !wanted || reached.current === wanted || element.clientHeight === 0) return;
    // The first page of a document may be one that is not read.
    const index = pages.findIndex((page) => page.number >= wanted.page);
    if (index < 0) return;
    reached.current = wanted;
    const { tops, heights } = layout;
    const [x0, y0, x1] = wanted.box ?? [0, 0, 0, 0];
    const y = (tops[index] ?? 0) + y0 * (heights[index] ?? 0);
    element.scrollTo({
      top: wanted.box ? y - element.clientHeight / 3 : y - GAP / 2,
      left: GAP + ((x0 + x1) / 2) * layout.width - element.clientWidth / 2,
    });
    arrived.current = { page: pages[index]?.number ?? wanted.page, layout, top: element.scrollTop };
  }, [wanted, layout]);
  return arrived;
}
