// On a small screen, which of the panes is seen.
import { Icon, type IconName } from '../parts/icons';
import { pane, type Pane } from '../state/view';
import { texts } from '../texts';

const TABS: { name: Pane; icon: IconName; label: string }[] = [
  { name: 'documents', icon: 'file', label: texts.documents.title },
  { name: 'ask', icon: 'question', label: texts.ask.submit },
  { name: 'page', icon: 'page', label: texts.viewer.title },
];

export function TabBar() {
  return (
    <nav class="tab-bar" aria-label={texts.name}>
      {TABS.map(({ name, icon, label }) => (
        <button key={name} type="button" aria-current={pane.value === name ? 'page' : undefined} onClick={() => (pane.value = name)}>
          <Icon name={icon} />
          {label}
        </button>
      ))}
    </nav>
  );
}
