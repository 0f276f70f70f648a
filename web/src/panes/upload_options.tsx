import { useId } from 'preact/hooks';
import type { UploadOptions } from '../service/upload';
import { options, setOptions } from '../state/options';
import { health } from '../state/service_state';
import { texts } from '../texts';

const MODES = ['auto', 'force', 'off'] as const;

export function UploadOptionsForm() {
  const id = useId();
  const { ocr, languages, password, pages } = options.value;
  return (
    <details class="options">
      <summary>{texts.options.title}</summary>
      <form class="fields" onSubmit={(event) => event.preventDefault()}>
        <label for={`${id}-ocr`}>{texts.options.ocr}</label>
        <select id={`${id}-ocr`} value={ocr} onChange={(event) => setOptions({ ocr: event.currentTarget.value as UploadOptions['ocr'] })}>
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {texts.options.ocrModes[mode]}
            </option>
          ))}
        </select>
        <label for={`${id}-languages`}>{texts.options.languages}</label>
        <input
          id={`${id}-languages`}
          type="text"
          placeholder="en,de"
          autocapitalize="none"
          spellcheck={false}
          value={languages}
          aria-describedby={`${id}-hint`}
          onInput={(event) => setOptions({ languages: event.currentTarget.value })}
        />
        <p id={`${id}-hint`} class="fine">
          {texts.options.languagesHint((health.value?.languages ?? []).join(', '))}
        </p>
        <label for={`${id}-pages`}>{texts.options.pages}</label>
        <input
          id={`${id}-pages`}
          type="text"
          placeholder="1-5,9"
          autocomplete="off"
          value={pages}
          onInput={(event) => setOptions({ pages: event.currentTarget.value })}
        />
        <label for={`${id}-password`}>{texts.options.password}</label>
        <input
          id={`${id}-password`}
          type="password"
          autocomplete="off"
          value={password}
          onInput={(event) => setOptions({ password: event.currentTarget.value })}
        />
      </form>
    </details>
  );
}
