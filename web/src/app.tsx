import { useLayoutEffect } from 'preact/hooks';
import { AskPane } from './panes/ask';
import { DocumentsPane } from './panes/documents';
import { DropTarget } from './panes/drop';
import { Header } from './panes/header';
import { KeyDialog } from './panes/key_dialog';
import { Notice } from './panes/notice';
import { TabBar } from './panes/tab_bar';
import { Welcome } from './panes/welcome';
import { announcement } from './state/announce';
import { entries, unsent } from './state/documents';
import { questions } from './state/questions';
import { loading, pane } from './state/view';
import { texts } from './texts';
import { Viewer } from './viewer/viewer';

export function App() {
  const empty = entries.value.length === 0 && questions.value.length === 0;
  useLayoutEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (unsent.value.length > 0) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
  return (
    <>
      {!empty && (
        <a class="skip" href="#question" onClick={skipToQuestion}>
          {texts.skip}
        </a>
      )}
      <Header />
      <Notice />
      {empty ? (
        <main class="welcome-screen">{!loading.value && <Welcome />}</main>
      ) : (
        <main class="workspace" data-pane={pane.value}>
          <DocumentsPane />
          <AskPane />
          <Viewer />
          <TabBar />
        </main>
      )}
      <DropTarget />
      <KeyDialog />
      <div class="visually-hidden" role="status" aria-live="polite">
        {announcement.value}
      </div>
    </>
  );
}

function skipToQuestion(event: Event): void {
  // The address is the page's own: following the link would leave the session.
  event.preventDefault();
  pane.value = 'ask';
  document.getElementById('question')?.focus();
}
