import type { Access } from './enter.ts';
import { Inspector } from './inspector.tsx';

/** The page, or how to get in. */
export function App({ access }: { readonly access: Access }) {
  if (access.kind === 'open') return <Inspector initial={access} />;
  return (
    <main class="closed">
      <h1>webhook-cli</h1>
      <p>{access.message}.</p>
      <p>
        Open the link that <code>webhook-cli listen</code> showed. It works once; for a new one:{' '}
        <code>webhook-cli inspect</code>
      </p>
    </main>
  );
}
