import { render } from 'preact';
import { App } from './app.tsx';
import { enter } from './enter.ts';

const root = document.getElementById('page') as HTMLElement;

void enter().then((access) => render(<App access={access} />, root));
