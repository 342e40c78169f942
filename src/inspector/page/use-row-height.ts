import { useEffect, useState } from 'preact/hooks';

const NARROW = '(max-width: 700px)';

/** A row takes two lines where the window is narrow; the style sheet has the same numbers. */
export function useRowHeight(): number {
  const [isNarrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const onChange = (): void => setNarrow(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, []);
  return isNarrow ? 52 : 32;
}
