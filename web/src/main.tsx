import { render } from 'preact';
import { App } from './app';
import { watchForMishaps } from './state/mishap';
import { watchService } from './state/service_state';
import { followAddress } from './state/view';
import { language } from './texts';

document.documentElement.lang = language;
watchForMishaps();
watchService();
followAddress();
render(<App />, document.getElementById('app') as HTMLElement);
