import { useId, useState } from 'preact/hooks';
import { Dialog } from '../parts/controls';
import { keyWanted, useKey } from '../service/client';
import { texts } from '../texts';

export function KeyDialog() {
  return keyWanted.value && <KeyForm wrong={keyWanted.value === 'wrong'} />;
}

function KeyForm({ wrong }: { wrong: boolean }) {
  const [key, setKey] = useState('');
  const [keep, setKeep] = useState(false);
  const id = useId();
  const submit = (event: Event): void => {
    event.preventDefault();
    if (key.trim()) useKey(key.trim(), keep);
  };
  return (
    <Dialog title={texts.key.title} onClose={null}>
      <form onSubmit={submit}>
        <p>{texts.key.text}</p>
        <label for={id}>{texts.key.label}</label>
        <input
          id={id}
          type="password"
          autocomplete="off"
          autofocus
          value={key}
          aria-invalid={wrong}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          onInput={(event) => setKey(event.currentTarget.value)}
        />
        {wrong && (
          <p id={`${id}-wrong`} class="problem" role="alert">
            {texts.key.wrong}
          </p>
        )}
        <label class="check">
          <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
          {texts.key.keep}
        </label>
        <div class="actions">
          <button type="submit" class="primary">
            {texts.key.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
