import ora from 'ora';

/** Shows that something takes a moment; returns what ends it. Only for a terminal. */
export function spin(text: string): () => void {
  const spinner = ora({ text, stream: process.stderr, discardStdin: false }).start();
  return () => {
    if (spinner.isSpinning) spinner.stop();
  };
}
