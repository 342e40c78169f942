/** Lets one sleeper be woken. */
export interface Bell {
  ring(): void;
  /** Resolves after so many milliseconds, or at the next ring; at once where it rang since the last wait. */
  wait(ms: number): Promise<void>;
}

/** Makes a {@link Bell}. */
export function createBell(): Bell {
  let hasRung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      hasRung = true;
      wake?.();
    },
    async wait(ms) {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
      wake = undefined;
    },
  };
}
