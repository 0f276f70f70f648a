// Drawn on 20 by 20 units, in the color of the text.
const PATHS = {
  add: 'M10 4v12M4 10h12',
  close: 'M5 5l10 10M15 5L5 15',
  done: 'M4 10.5l4 4 8-9',
  down: 'M5 8l5 5 5-5',
  up: 'M5 12l5-5 5 5',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  search: 'M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM13 13l4 4',
  zoomIn: 'M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM13 13l4 4M9 7v4M7 9h4',
  zoomOut: 'M9 14A5 5 0 1 0 9 4a5 5 0 0 0 0 10zM13 13l4 4M7 9h4',
  fit: 'M3 5v10M17 5v10M6 10h8M8 8l-2 2 2 2M12 8l2 2-2 2',
  download: 'M10 3v9M6 9l4 4 4-4M4 17h12',
  link: 'M8.5 11.5a3 3 0 0 0 4.3 0l2.4-2.4a3 3 0 0 0-4.3-4.3L10 5.7M11.5 8.5a3 3 0 0 0-4.3 0l-2.4 2.4a3 3 0 0 0 4.3 4.3l.9-.9',
  trash: 'M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6M8.5 9v4.5M11.5 9v4.5',
  file: 'M6 3h5l4 4v10H6zM11 3v4h4',
  question: 'M4 5h12v9H9l-3 3v-3H4z',
  page: 'M5 3h10v14H5zM8 9h4v3H8z',
  camera: 'M4 7h3l1-2h4l1 2h3v9H4zM10 14a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  folder: 'M3 6h5l2 2h7v8H3z',
  thumbnails: 'M4 4h4v5H4zM12 4h4v5h-4zM4 12h4v4H4zM12 12h4v4h-4z',
  retry: 'M15.5 8A6 6 0 1 0 16 11M16 4v4h-4',
  edit: 'M4 16l1-4 8-8 3 3-8 8zM11 6l3 3',
  warning: 'M10 4l7 12H3zM10 9v3M10 14v.5',
  settings: 'M4 6h7M15 6h1M4 14h1M9 14h7M13 4v4M7 12v4',
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
