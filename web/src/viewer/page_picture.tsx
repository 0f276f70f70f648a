import { useEffect, useState } from 'preact/hooks';
import { keptImage, pageImage, renderedWidth } from '../service/images';
import { limits } from '../state/service_state';
import { texts } from '../texts';

/** Time that a page must be seen before its image is asked for: those that rush past are not rendered. */
const DWELL_MS = 90;

/** The image of a page, for a place so many pixels wide. A smaller one is shown until it has come. */
export function PagePicture({ documentId, page, width }: { documentId: string; page: number; width: number }) {
  const wanted = renderedWidth(width * devicePixelRatio, limits.value?.max_image_width ?? 2400);
  const [image, setImage] = useState({ page: '', url: keptImage(documentId, page, wanted) });
  const [failed, setFailed] = useState(false);
  const name = `${documentId}/${page}`;
  useEffect(() => {
    const stop = new AbortController();
    const loadImage = async (): Promise<void> => {
      try {
        setImage({ page: name, url: await pageImage(documentId, page, wanted, stop.signal) });
        setFailed(false);
      } catch {
        if (!stop.signal.aborted) setFailed(true);
      }
    };
    const timer = setTimeout(() => void loadImage(), keptImage(documentId, page, wanted) ? 0 : DWELL_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [documentId, page, wanted]);
  if (failed) return <p class="no-image">{texts.viewer.noImage}</p>;
  const url = image.page === name || image.page === '' ? image.url : null;
  return url ? <img class="page-image" src={url} alt="" draggable={false} /> : <div class="page-blank" role="img" aria-label={texts.viewer.loading} />;
}
