import type { Baseline, Exchange, Kit, Wire } from './types.ts';
import { answerWords, isAccepted } from './verdicts.ts';

/** What everything else leans on: a plain valid event, and one with a wrong secret. */
export async function findBaseline(
  kit: Kit,
  wire: Wire,
): Promise<{ baseline: Baseline; exchanges: Exchange[] }> {
  const valid = await wire.send(kit.event());
  const accepts = isAccepted(valid, kit);
  // Where nothing is accepted the second one would tell nothing.
  const wrong = accepts ? await wire.send(kit.event({ secret: 'wrong' })) : undefined;
  const refuses = wrong === undefined || !isAccepted(wrong, kit);
  const exchanges = wrong === undefined ? [valid] : [valid, wrong];
  return { baseline: { accepts, refuses, words: answerWords(valid) }, exchanges };
}
