import type { StateJson } from '../wire.ts';

/** What to do while nothing has arrived. */
export function Welcome({ state, onTrigger }: { readonly state: StateJson; onTrigger(): void }) {
  const { listener } = state;
  const url = listener?.publicUrl ?? listener?.localUrl;
  return (
    <section class="welcome">
      <h2>No events yet</h2>
      <ol>
        {url === undefined ? (
          <li>
            Start listening in another terminal: <code>webhook-cli listen 3000/webhooks</code>
          </li>
        ) : (
          <li>
            Your endpoint is <code class="wire">{url}</code>
            {listener?.publicUrl == null && ', on this machine only: a provider needs a public URL'}
          </li>
        )}
        <li>In your provider's dashboard open Settings, Webhooks, and add a webhook with that URL.</li>
        <li>Choose the events you want to get.</li>
        <li>
          Copy the signing secret into <code>WEBHOOK_SECRET</code> (in <code>.env</code>), and start{' '}
          <code>webhook-cli listen</code> again.
        </li>
      </ol>
      <p>Or try it without a provider:</p>
      <button type="button" class="main" onClick={onTrigger}>
        Trigger a first event
      </button>
    </section>
  );
}
