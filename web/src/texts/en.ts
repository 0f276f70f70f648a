// Every text of the page, in English.

const count = (n: number, one: string, many: string): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
const pages = (n: number): string => count(n, 'page', 'pages');
const percent = (score: number): string => (score < 0.005 ? '< 1 %' : `${Math.round(score * 100)} %`);

const sure = (score: number): string => {
  if (score >= 0.9) return 'Almost certain';
  if (score >= 0.7) return 'Very likely';
  if (score >= 0.5) return 'Likely';
  if (score >= 0.25) return 'Possible';
  return 'Unlikely';
};

const size = (bytes: number): string => {
  if (bytes < 1 << 10) return `${bytes} B`;
  if (bytes < 1 << 20) return `${Math.round(bytes / (1 << 10))} KB`;
  return `${(bytes / (1 << 20)).toLocaleString('en', { maximumFractionDigits: 1 })} MB`;
};

export const en = {
  name: 'doc-insight',
  skip: 'Skip to the question',
  cancel: 'Cancel',
  copyLink: 'Copy link',
  copied: 'Link copied',
  size,
  pages,

  welcome: {
    title: 'Ask your documents',
    lead: 'Add PDFs, scans or photos and ask in your own words. You get the answer, and see where it stands on the page.',
    drop: 'Drop files here, or paste a picture',
    begin: 'Add a file to begin',
    choose: 'Choose files',
    folder: 'Choose a folder',
    photo: 'Take a photo',
    dropNow: 'Drop to add',
    limit: (kinds: string, bytes: number): string => `${kinds}. Up to ${size(bytes)} a file.`,
    private: 'Your documents stay on this service, and expire with their session.',
  },

  options: {
    title: 'Reading options',
    ocr: 'Text recognition',
    ocrModes: { auto: 'Where it is needed', force: 'On every page', off: 'Never' },
    languages: 'Languages of scans',
    languagesHint: (known: string): string => `Codes with commas between them, such as en,de. Known: ${known}.`,
    pages: 'Only these pages',
    password: 'Password of encrypted PDFs',
  },

  documents: {
    title: 'Documents',
    add: 'Add documents',
    empty: 'No documents yet.',
    waiting: 'Waiting to be sent',
    sending: (fraction: number): string => `Sending, ${Math.round(fraction * 100)} %`,
    queued: (position: number | null): string => (position ? `In the queue, number ${position}` : 'In the queue'),
    opening: 'Being opened',
    reading: (done: number, total: number): string => `Reading page ${Math.min(done + 1, total)} of ${total}`,
    ready: (n: number, chosen: string | null, source: string): string =>
      [chosen ? `pages ${chosen} of ${n.toLocaleString()}` : pages(n), source].filter(Boolean).join(' · '),
    isReady: (name: string, n: number): string => `${name} is ready, ${pages(n)}.`,
    hasFailed: (name: string, why: string): string => `${name} could not be read. ${why}`,
    sources: { text: 'own text', ocr: 'recognized', mixed: 'own text and recognized' },
    failedPages: (n: number): string => `${pages(n)} could not be read`,
    kinds: {
      jp2: 'JPEG 2000',
      markdown: 'Markdown',
      plain: 'text',
      'tab-separated-values': 'TSV',
      webp: 'WebP',
      'vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
      'vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
      'vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
      'vnd.oasis.opendocument.text': 'ODT',
      'vnd.oasis.opendocument.spreadsheet': 'ODS',
      'vnd.oasis.opendocument.presentation': 'ODP',
      'epub+zip': 'EPUB',
      rfc822: 'mails (EML)',
      'vnd.ms-outlook': 'mails of Outlook (MSG)',
    } as Record<string, string>,
    failed: 'Could not be read',
    cancelled: 'Cancelled',
    stopped: 'Not sent',
    refused: 'Not accepted',
    emptyFile: 'The file is empty.',
    tooLarge: (bytes: number): string => `The file is larger than ${size(bytes)}, the most that is accepted.`,
    unsupported: (kinds: string): string => `Files of this type cannot be read. Accepted are: ${kinds}.`,
    tryAgain: 'Try again',
    remove: 'Remove',
    removeNamed: (name: string): string => `Remove ${name}`,
    cancelNamed: (name: string): string => `Cancel ${name}`,
    removeTitle: (name: string): string => `Remove ${name}?`,
    removeText: 'The document and all that was read of it are deleted from the service.',
    removeAllText: 'The mail, what is attached to it, and all that was read of them are deleted from the service.',
    attachedTo: (name: string): string => `Attached to ${name}`,
    password: 'Password',
    unlock: 'Open',
  },

  ask: {
    label: 'Your question',
    placeholder: 'What do you want to know?',
    submit: 'Ask',
    within: 'Ask',
    all: 'all documents',
    needsDocument: 'Add a document first.',
    examples: 'For example',
    exampleQuestions: [
      { kind: 'Contract', question: 'Who signed the agreement?' },
      { kind: 'Invoice', question: 'What is the total amount?' },
      { kind: 'Letter', question: 'When was it written?' },
      { kind: 'Report', question: 'How much did it cost?' },
      { kind: 'Form', question: 'What is the name of the applicant?' },
    ],
  },

  answers: {
    sure,
    percent,
    sureness: (score: number): string => `${sure(score)}, ${percent(score)}`,
    where: (page: number): string => `page ${page}`,
    spoken: (text: string, score: number, file: string, page: number): string =>
      `Answer: ${text}. ${sure(score)}, ${percent(score)}. ${file}, page ${page}.`,
    showOnPage: 'Show on the page',
    candidates: 'Candidates',
    none: 'The documents do not say.',
    noneHint: (documents: number, n: number): string =>
      `Searched ${count(documents, 'document', 'documents')}, ${pages(n)}. None of the passages is likely to answer it.`,
    nearest: 'The nearest passages all the same',
    sending: 'Sending the question',
    waitingForDocuments: (n: number): string => `${count(n, 'document is', 'documents are')} still being read. The answer comes when that is done.`,
    searching: 'Looking for the answer',
    failed: 'The question could not be answered',
    askAgain: 'Ask again',
    loading: 'Loading the answer',
    show: 'Show the answer',
  },

  viewer: {
    title: 'Page',
    empty: 'Choose a document, or ask a question, and its page is shown here.',
    pageLabel: (n: number): string => `Page ${n}`,
    goTo: 'Page number',
    previous: 'Previous page',
    next: 'Next page',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    fit: 'Fit the width',
    thumbnails: 'Thumbnails',
    search: 'Search in this document',
    searchPlaceholder: 'Search',
    hits: (n: number, total: number): string => (total ? `${n} of ${total}` : 'Not found'),
    nextHit: 'Next hit',
    previousHit: 'Previous hit',
    download: 'Download',
    downloads: { file: 'Original file', text: 'Text', markdown: 'Markdown', tables: 'Tables (CSV)', pdf: 'Searchable PDF' },
    makingPdf: 'The searchable PDF is being made…',
    copyLink: 'Copy a link to this page',
    pageFailed: 'This page could not be read.',
    noImage: 'This page cannot be shown.',
    loading: 'Loading the page',
    reading: 'The document is still being read. Its pages are shown when that is done.',
    warnings: 'Notes on this document',
    frame: (text: string): string => `The answer on the page: ${text}`,
  },

  sessions: {
    title: 'Sessions',
    defaultName: (n: number): string => `Session ${n}`,
    fresh: 'New session',
    name: 'Name of the session',
    expires: (date: string): string => `Kept until ${date}, and longer while it is used`,
    freshHint: 'Nothing in it yet',
    keepFor: { day: 'Keep 1 day', week: 'Keep 1 week', month: 'Keep 30 days' },
    delete: 'Delete this session',
    deleteTitle: (name: string): string => `Delete ${name}?`,
    deleteText: 'All its documents, questions and answers are deleted from the service. This cannot be undone.',
    gone: 'What this link led to has expired or was deleted.',
  },

  key: {
    title: 'An API key is needed',
    text: 'This service answers only to those who have a key. Its administrator can give you one.',
    wrong: 'The service does not know this key.',
    label: 'API key',
    keep: 'Remember it on this device',
    submit: 'Continue',
  },

  state: {
    offline: 'No connection to the service. Trying again…',
    unavailable: 'The service is not available at present. Trying again…',
    busy: 'The service has much to do. Trying again…',
    noWorkers: 'No worker is running. Documents and questions wait until there is one.',
    wrong: 'Something went wrong',
  },
};
