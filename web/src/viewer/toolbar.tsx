import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton, Popup } from '../parts/controls';
import { CopyLink } from '../parts/copy_link';
import { Icon } from '../parts/icons';
import { addressOf } from '../service/client';
import type { DocumentRecord, PageSummary } from '../service/types';
import { linkTo } from '../state/view';
import { texts } from '../texts';
import { download, pdfInMaking, type Download } from './downloads';
import { clearSearch, currentHit, hits, search, searched, showHit } from './search';
import { goTo, seenPage, thumbnailsOpen, zoom, zoomBy } from './state';

const DOWNLOADS: Download[] = ['file', 'pdf', 'text', 'markdown', 'tables'];
const TYPING_PAUSE_MS = 200;

export function Toolbar({ record, pages }: { record: DocumentRecord; pages: PageSummary[] }) {
  // Looked up at each step: several may be made before one is drawn.
  const before = (): PageSummary | undefined => pages.filter((page) => page.number < seenPage.value).at(-1);
  const after = (): PageSummary | undefined => pages.find((page) => page.number > seenPage.value);
  const step = (page: PageSummary | undefined): void => {
    if (page) goTo(page.number);
  };
  return (
    <div class="toolbar" role="toolbar" aria-label={record.filename}>
      <div class="toolbar-group">
        <IconButton icon="thumbnails" label={texts.viewer.thumbnails} pressed={thumbnailsOpen.value} onClick={() => (thumbnailsOpen.value = !thumbnailsOpen.value)} />
        <IconButton icon="up" label={texts.viewer.previous} disabled={!before()} onClick={() => step(before())} />
        <PageNumber pages={pages} count={record.page_count} />
        <IconButton icon="down" label={texts.viewer.next} disabled={!after()} onClick={() => step(after())} />
      </div>
      <SearchBox key={record.id} documentId={record.id} />
      <div class="toolbar-group">
        <IconButton icon="zoomOut" label={texts.viewer.zoomOut} onClick={() => zoomBy(-1)} />
        <IconButton icon="zoomIn" label={texts.viewer.zoomIn} onClick={() => zoomBy(1)} />
        <IconButton icon="fit" label={texts.viewer.fit} disabled={zoom.value === 1} onClick={() => (zoom.value = 1)} />
        <CopyLink
          class="icon-button"
          label={texts.viewer.copyLink}
          address={() => addressOf(linkTo({ kind: 'page', documentId: record.id, page: seenPage.value })).href}
          iconOnly
        />
        <Popup label={texts.viewer.download} button={<Icon name="download" />} buttonClass="icon-button" side="right">
          {(close) => (
            <ul aria-label={texts.viewer.download}>
              {DOWNLOADS.map((kind) => (
                <li key={kind}>
                  <button
                    type="button"
                    class="row-button"
                    onClick={() => {
                      close();
                      void download(record, kind);
                    }}
                  >
                    {texts.viewer.downloads[kind]}
                  </button>
                </li>
              ))}
            </ul>
          )}
        </Popup>
      </div>
      <p class="toolbar-note" role="status">
        {pdfInMaking.value === record.id && texts.viewer.makingPdf}
      </p>
    </div>
  );
}

function PageNumber({ pages, count }: { pages: PageSummary[]; count: number }) {
  const [typed, setTyped] = useState<string | null>(null);
  const go = (): void => {
    const number = Number(typed);
    const there = pages.find((page) => page.number >= number) ?? pages.at(-1);
    if (typed && Number.isInteger(number) && there) goTo(there.number);
    setTyped(null);
  };
  return (
    <span class="page-number">
      <input
        type="text"
        inputMode="numeric"
        aria-label={texts.viewer.goTo}
        value={typed ?? String(seenPage.value)}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && go()}
        onBlur={go}
      />
      <span class="page-count">/ {count.toLocaleString()}</span>
    </span>
  );
}

function SearchBox({ documentId }: { documentId: string }) {
  const [query, setQuery] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => clearSearch, []);
  useEffect(() => {
    const timer = setTimeout(() => void search(documentId, query, seenPage.peek()), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query]);
  const keys = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') showHit(currentHit.value + (event.shiftKey ? -1 : 1));
    else if (event.key === 'Escape') setQuery('');
  };
  const count = hits.value.length;
  return (
    <div class="search" role="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label={texts.viewer.search}
        placeholder={texts.viewer.searchPlaceholder}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={keys}
      />
      <span class="hit-count" role="status">
        {searched.value && texts.viewer.hits(currentHit.value + 1, count)}
      </span>
      {count > 1 && (
        <>
          <IconButton icon="up" label={texts.viewer.previousHit} onClick={() => showHit(currentHit.value - 1)} />
          <IconButton icon="down" label={texts.viewer.nextHit} onClick={() => showHit(currentHit.value + 1)} />
        </>
      )}
    </div>
  );
}
