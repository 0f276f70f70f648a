// Files that are dropped anywhere on the page, or pasted into it.
import { useLayoutEffect, useState } from 'preact/hooks';
import { addFiles } from '../state/documents';
import { texts } from '../texts';

export function DropTarget() {
  const [over, setOver] = useState(false);
  useLayoutEffect(() => {
    const carriesFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const dragOver = (event: DragEvent): void => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const dragLeave = (event: DragEvent): void => {
      // Null where the pointer leaves the window, and not one of its elements for another.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      setOver(false);
      if (!event.dataTransfer || !carriesFiles(event)) return;
      event.preventDefault();
      void filesOf(event.dataTransfer).then(addFiles);
    };
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0) {
        event.preventDefault();
        addFiles(files);
      }
    };
    addEventListener('dragover', dragOver);
    addEventListener('dragleave', dragLeave);
    addEventListener('drop', drop);
    addEventListener('paste', paste);
    return () => {
      removeEventListener('dragover', dragOver);
      removeEventListener('dragleave', dragLeave);
      removeEventListener('drop', drop);
      removeEventListener('paste', paste);
    };
  }, []);
  return (
    <div class="drop-cover" hidden={!over}>
      <p>{texts.welcome.dropNow}</p>
    </div>
  );
}

/** The files of a drop, and those in its folders. */
async function filesOf(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before anything is awaited.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = [...transfer.files];
  if (entries.every((entry) => entry.isFile)) return files;
  return (await Promise.all(entries.map(filesIn))).flat();
}

async function filesIn(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[][] = [];
  for (;;) {
    // A reader gives some hundred entries at a time.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return found.flat();
    found.push(...(await Promise.all(batch.map(filesIn))));
  }
}
