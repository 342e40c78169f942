import { useEffect, useRef } from 'preact/hooks';

/** Runs what a key stands for, but not while somebody types, and not over a dialog. */
export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      const isTyping = target instanceof Element && target.closest('input, textarea, select') !== null;
      if (isTyping && event.key === 'Escape') (target as HTMLElement).blur();
      if (isTyping || document.querySelector('dialog[open]') !== null) return;
      const run = Object.hasOwn(latest.current, event.key) ? latest.current[event.key] : undefined;
      if (run === undefined) return;
      event.preventDefault();
      run();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
