// The document that is looked at, with the answer framed on its page.
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import type { DocumentRecord } from '../service/types';
import { entries, entryOf, loadRecord, unfinished } from '../state/documents';
import { chosenAnswer, shown } from '../state/view';
import { texts } from '../texts';
import { PageScroll } from './page_scroll';
import { goTo, thumbnailsOpen } from './state';
import { Thumbnails } from './thumbnails';
import { Toolbar } from './toolbar';

export function Viewer() {
  const at = shown.value;
  const record = useRecord(at?.documentId ?? null);
  // Before the page is seen, whose buttons lead on from there.
  useLayoutEffect(() => {
    if (at) goTo(at.page, at.frames[0]?.boxes[0] ?? null);
  }, [at]);
  const pages = record?.pages;
  return (
    <section class="pane viewer-pane" aria-label={texts.viewer.title} onKeyDown={searchInstead}>
      {!at && <p class="viewer-empty">{texts.viewer.empty}</p>}
      {at && !pages && <p class="viewer-empty">{unfinished.value.length > 0 ? texts.viewer.reading : texts.viewer.loading}</p>}
      {record && pages && at && (
        <>
          <Toolbar record={record} pages={pages} />
          <div class="viewer-body">
            {thumbnailsOpen.value && <Thumbnails documentId={record.id} pages={pages} />}
            <PageScroll record={record} pages={pages} frames={at.frames} frameText={chosenAnswer.value?.text ?? ''} />
          </div>
        </>
      )}
    </section>
  );
}

/** The browser's own search finds nothing on pages that are not there yet. */
function searchInstead(event: KeyboardEvent): void {
  if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.currentTarget as HTMLElement).querySelector<HTMLInputElement>('input[type=search]')?.select();
}

/** A document's record with its pages, once it is there. */
export function useRecord(id: string | null): DocumentRecord | null {
  const [loaded, setLoaded] = useState<DocumentRecord | null>(null);
  const listed = useMemo(() => (id ? (entryOf(id)?.record ?? null) : null), [id, entries.value]);
  const complete = listed?.pages ? listed : loaded?.id === id ? loaded : null;
  useEffect(() => {
    if (id && !complete) void loadRecord(id).then(setLoaded, () => undefined);
  }, [id, complete === null]);
  return complete;
}
