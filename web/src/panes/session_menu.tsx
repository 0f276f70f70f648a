import { useState } from 'preact/hooks';
import { Confirmation, Popup } from '../parts/controls';
import { Icon } from '../parts/icons';
import { limits } from '../state/service_state';
import { current, currentId, deleteSession, expiresAt, freshSession, keepSession, renameSession, sessions } from '../state/sessions';
import { leaveSession, openSession } from '../state/view';
import { language, texts } from '../texts';

const DAY = 24 * 3600;
const KEEP_FOR = { day: DAY, week: 7 * DAY, month: 30 * DAY };

export function SessionMenu() {
  const [deleting, setDeleting] = useState(false);
  const name = current.value?.name ?? '';
  return (
    <>
      <Popup
        label={`${texts.sessions.title}: ${name}`}
        buttonClass="session-button"
        button={
          <>
            <span class="session-name">{name}</span>
            <Icon name="down" />
          </>
        }
      >
        {(close) => (
          <div class="sessions">
            <CurrentSession
              key={currentId.value}
              onDelete={() => {
                close();
                setDeleting(true);
              }}
            />
            <ul aria-label={texts.sessions.title}>
              {sessions.value
                .filter((session) => session.id !== currentId.value)
                .map((session) => (
                  <li key={session.id}>
                    <button
                      type="button"
                      class="row-button"
                      onClick={() => {
                        close();
                        void openSession(session.id);
                      }}
                    >
                      {session.name}
                    </button>
                  </li>
                ))}
            </ul>
            <button
              type="button"
              class="row-button"
              onClick={() => {
                close();
                void openSession(freshSession());
              }}
            >
              <Icon name="add" />
              {texts.sessions.fresh}
            </button>
          </div>
        )}
      </Popup>
      {deleting && (
        <Confirmation
          title={texts.sessions.deleteTitle(name)}
          text={texts.sessions.deleteText}
          action={texts.sessions.delete}
          onConfirm={() => void remove(currentId.value)}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}

function CurrentSession({ onDelete }: { onDelete: () => void }) {
  const [name, setName] = useState(current.value?.name ?? '');
  const most = limits.value?.max_session_seconds ?? 0;
  const spans = (Object.keys(KEEP_FOR) as (keyof typeof KEEP_FOR)[]).filter((span) => KEEP_FOR[span] <= most);
  return (
    <div class="current-session">
      <input
        type="text"
        aria-label={texts.sessions.name}
        maxLength={60}
        value={name}
        onInput={(event) => setName(event.currentTarget.value)}
        onChange={() => name.trim() && renameSession(currentId.value, name.trim())}
      />
      <p class="fine">{expiresAt.value ? texts.sessions.expires(dateOf(expiresAt.value)) : texts.sessions.freshHint}</p>
      {expiresAt.value && (
        <div class="session-actions">
          {spans.map((span) => (
            <button key={span} type="button" class="chip" onClick={() => void keepSession(currentId.value, KEEP_FOR[span])}>
              {texts.sessions.keepFor[span]}
            </button>
          ))}
        </div>
      )}
      <button type="button" class="link danger-text" onClick={onDelete}>
        {texts.sessions.delete}
      </button>
    </div>
  );
}

async function remove(id: string): Promise<void> {
  await deleteSession(id);
  leaveSession(id);
}

function dateOf(time: string): string {
  return new Date(time).toLocaleString(language, { dateStyle: 'medium', timeStyle: 'short' });
}
