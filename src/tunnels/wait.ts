/** Waits for a time, or until one of the promises settles. */
export async function wait(ms: number, ...until: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const time = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([time, ...until]);
  clearTimeout(timer);
}

/** Looks every so often whether the wall clock went on by more than it should: the machine slept. */
export function onClockJump(
  { now, everyMs, jumpMs }: { now: () => number; everyMs: number; jumpMs: number },
  tell: () => void,
): () => void {
  let last = now();
  const timer = setInterval(() => {
    const current = now();
    if (Math.abs(current - last - everyMs) > jumpMs) tell();
    last = current;
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
