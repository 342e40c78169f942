/**
 * Mistakes several probes may run into besides the one they are about: what to do, once for all of
 * them, so that ten failures with one cause read as one.
 */
export const MISTAKES = {
  refusesValid: {
    mistake: 'refuses-valid-events',
    fix: 'It refuses every valid event. Use the same secret on both sides (webhook-cli secret), read the signature header the provider sends (webhook-cli providers), and compute the signature over the raw bytes of the body.',
  },
  verifiesNothing: {
    mistake: 'not-verified',
    fix: 'It accepts every event, whatever the signature: anybody who knows the URL can send one. Verify the signature first, and answer 401 where it does not match.',
  },
  errorOnRefusal: {
    mistake: 'error-on-refusal',
    fix: 'It answers a bad signature with a server error, so the provider tries again for days and your alarms ring. A bad signature is no error of the server: catch what verification throws (timingSafeEqual throws on unequal lengths) and answer 401.',
  },
  noAnswer: {
    mistake: 'no-answer',
    fix: 'It gave no whole answer. Look into its log for an exception, a crash, or a handler that never answers; a body read twice, once by a parser and once by you, waits for ever.',
  },
  serverError: {
    mistake: 'server-error',
    fix: 'It answered with a server error: an exception escaped while the event was handled. Its log says which; the command below sends the same event again.',
  },
} as const;
