import { entries, topmost } from '../state/documents';
import { texts } from '../texts';
import { DocumentRow } from './document_row';
import { FileButton, OtherFileButtons } from './file_buttons';
import { UploadOptionsForm } from './upload_options';

export function DocumentsPane() {
  return (
    <section class="pane documents-pane" aria-labelledby="documents-title">
      <h2 id="documents-title" class="pane-title">
        {texts.documents.title}
      </h2>
      <ul class="documents">
        {topmost.value.map((entry) => (
          <DocumentRow key={entry.key} entry={entry} />
        ))}
      </ul>
      {entries.value.length === 0 && <p class="fine">{texts.documents.empty}</p>}
      <div class="add-buttons">
        <FileButton icon="add" label={texts.documents.add} class="quiet wide" />
        <OtherFileButtons class="link" />
      </div>
      <UploadOptionsForm />
    </section>
  );
}
