import type { Io } from '../../core/io.ts';
import type { Send } from '../support/sender.ts';

/**
 * Sends as before, and says at Ctrl-C how many answers are still waited for: what was sent is not
 * left without one, and an app may take long.
 */
export function tellUnderWay(send: Send, io: Pick<Io, 'interrupted'>, tell: (message: string) => void): Send {
  let under = 0;
  void io.interrupted.then(() => {
    if (under === 0) return;
    const what = under === 1 ? 'one more answer' : `${under} more answers`;
    tell(`Waiting for ${what}. Ctrl-C again ends it at once.`);
  });
  return async (request) => {
    under += 1;
    try {
      return await send(request);
    } finally {
      under -= 1;
    }
  };
}
