// What is wrong with the service or the way to it, in one line under the header.
import { trouble } from '../service/client';
import { Icon } from '../parts/icons';
import { entries } from '../state/documents';
import { mishap } from '../state/mishap';
import { health } from '../state/service_state';
import { expired } from '../state/view';
import { texts } from '../texts';

export function Notice() {
  const text = currentNotice();
  return (
    <div class="notice" role="status" hidden={!text}>
      {text && <Icon name="warning" />}
      {text}
    </div>
  );
}

function currentNotice(): string {
  if (mishap.value) return mishap.value;
  if (trouble.value) return texts.state[trouble.value];
  if (health.value?.status === 'unavailable') return texts.state.unavailable;
  if (health.value?.status === 'degraded') return texts.state.noWorkers;
  if (expired.value && entries.value.length === 0) return texts.sessions.gone;
  return '';
}
