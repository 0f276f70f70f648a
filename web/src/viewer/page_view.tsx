// One page: its picture, its text over it, and frames.
import { useEffect, useState } from 'preact/hooks';
import type { Box, PageContent, PageSummary } from '../service/types';
import { texts } from '../texts';
import { pageContent } from './content';
import { Frames } from './frames';
import { PagePicture } from './page_picture';
import { hitsOn } from './search';
import { TextLayer } from './text_layer';

const DWELL_MS = 150;

interface PageViewProps {
  documentId: string;
  page: PageSummary;
  top: number;
  width: number;
  height: number;
  boxes: Box[];
  frameLabel: string;
}

export function PageView({ documentId, page, top, width, height, boxes, frameLabel }: PageViewProps) {
  const content = usePageContent(documentId, page.number);
  const hits = content ? hitsOn(page.number, content) : null;
  const size = { width: page.width, height: page.height };
  return (
    <section
      class="page"
      aria-label={texts.viewer.pageLabel(page.number)}
      data-page={page.number}
      style={{ top: `${top}px`, width: `${width}px`, height: `${height}px`, '--page-height': `${height}px` }}
    >
      <PagePicture documentId={documentId} page={page.number} width={width} />
      {hits && <Frames boxes={hits.others} kind="hit" {...size} />}
      {hits && <Frames boxes={hits.current} kind="current-hit" {...size} />}
      <Frames boxes={boxes} kind="answer" label={frameLabel} {...size} />
      {content && <TextLayer content={content} />}
      {page.source === 'failed' && (
        <p class="page-failed">
          {texts.viewer.pageFailed} {page.error?.detail}
        </p>
      )}
    </section>
  );
}

function usePageContent(documentId: string, number: number): PageContent | null {
  const [content, setContent] = useState<PageContent | null>(null);
  useEffect(() => {
    let current = true;
    setContent(null);
    const timer = setTimeout(() => {
      // A page that failed has no text.
      pageContent(documentId, number).then(
        (loaded) => current && setContent(loaded),
        () => undefined,
      );
    }, DWELL_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [documentId, number]);
  return content;
}
