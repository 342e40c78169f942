import type { DeliveryErrorCode, StoredAttempt } from './attempt.ts';

/** What to do about a delivery that got no answer. */
const AFTER_ERROR: Readonly<Record<DeliveryErrorCode, string>> = {
  refused: 'Start the app, or give listen the port it listens on',
  unresolved: 'Check the host name of the target',
  'forbidden-address': 'Give a target on this machine, or add --allow-remote',
  timeout: 'Answer first and do the work afterwards; look for what the app waits for',
  closed: "Look at the app's log: it ended the connection before its answer was whole",
  'bad-answer': 'Check that the target speaks HTTP on this port: it may want https://',
  'answer-too-large': 'Answer with a short body: nobody reads a long one',
  tls: "Trust the app's certificate with --ca <file>, or accept any with --insecure",
  network: 'Check the connection to the target',
  dropped: 'Nothing is wrong with the app: --chaos kept this delivery from it',
  interrupted: 'Look whether the app has it: listen was ended while it was being delivered',
};

/** What to do about an answer that is no success. */
const AFTER_STATUS: readonly (readonly [fits: (status: number) => boolean, advice: string])[] = [
  [(status) => status < 400, 'Redirects are never followed: make the target the URL it redirects to'],
  [
    (status) => status === 404 || status === 410,
    'Check the path: give listen the route, as in 3000/webhooks',
  ],
  [(status) => status === 405, 'Let the route take this method'],
  [(status) => status === 408, 'The app gave up reading: look for a body parser that waits'],
  [(status) => status === 413, "Raise the body limit of the app's parser"],
  [(status) => status === 415, 'Let the route take this content type'],
  [(status) => status === 429, 'Lift the rate limit for this route, or answer first and queue the work'],
  [(status) => status < 500, "Look at the app's answer: show prints it"],
  [() => true, "Look at the app's log: it failed on this event"],
];

/** One sentence of advice for a delivery that was not answered 2xx. */
export function deliveryAdvice({ error, status }: Pick<StoredAttempt, 'error' | 'status'>): string {
  if (error !== null) return AFTER_ERROR[error.code];
  return AFTER_STATUS.find(([fits]) => fits(status ?? 0))?.[1] ?? '';
}

/** What to do where the app refuses a signature that is right. */
export const RAW_BODY_ADVICE =
  'Let the app verify the raw bytes, before any JSON parser: express.raw({ type: "*/*" }) for this route, await request.text() in a fetch handler, request.get_data() in Flask; and give it the same secret';
