import { texts } from '../texts';
import { SessionMenu } from './session_menu';

export function Header() {
  return (
    <header class="header">
      <h1 class="wordmark">
        <span class="mark" aria-hidden="true" />
        {texts.name}
      </h1>
      <SessionMenu />
      <a class="docs-link" href="docs">
        API
      </a>
    </header>
  );
}
