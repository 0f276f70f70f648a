// What is seen while a session has no document.
import { coarse } from '../state/screen';
import { kindsOf, limits } from '../state/service_state';
import { texts } from '../texts';
import { FileButton, OtherFileButtons } from './file_buttons';
import { UploadOptionsForm } from './upload_options';

export function Welcome() {
  const known = limits.value;
  return (
    <div class="welcome">
      <h2>{texts.welcome.title}</h2>
      <p class="lead">{texts.welcome.lead}</p>
      <div class="drop-zone">
        <p>{coarse ? texts.welcome.begin : texts.welcome.drop}</p>
        <div class="drop-buttons">
          <FileButton icon="add" label={texts.welcome.choose} class="primary" />
          <OtherFileButtons class="quiet" />
        </div>
        <p class="fine">{known ? texts.welcome.limit(kindsOf(known.media_types), known.max_file_bytes) : '\u00a0'}</p>
      </div>
      <UploadOptionsForm />
      <p class="fine">{texts.welcome.private}</p>
    </div>
  );
}
