import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** A list of any length of which only what can be seen is in the page. */
export interface VirtualListProps<Item> {
  readonly items: readonly Item[];
  readonly label: string;
  readonly rowHeight: number;
  readonly box: RefObject<HTMLDivElement | null>;
  /** The id of the selected option's element; scrolled into view where it changes. */
  readonly active: { readonly index: number; readonly id: string } | null;
  /** Each row stays where it is while others come and go, so that the browser draws only these. */
  render(item: Item, top: number): ComponentChildren;
  onNearEnd(): void;
  onScroll(top: number): void;
}

/** Rows drawn beyond each edge, so that a quick scroll shows no gap. */
const SPARE = 12;

interface View {
  readonly top: number;
  readonly height: number;
}

/** What of the list can be seen, and whoever wants to know when that changes. */
function useView<Item>(props: VirtualListProps<Item>): { view: View; soon(): void } {
  const { items, rowHeight, box, active } = props;
  const [view, setView] = useState<View>({ top: 0, height: 600 });
  const frame = useRef(0);
  const look = (): void => {
    if (box.current === null) return;
    const { scrollTop: top, clientHeight: height, scrollHeight } = box.current;
    setView({ top, height });
    props.onScroll(top);
    if (scrollHeight - top - height < height * 2) props.onNearEnd();
  };
  const latest = useRef(look);
  latest.current = look;
  const soon = (): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => latest.current());
  };
  useLayoutEffect(look, [items.length, rowHeight]);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(soon);
    if (box.current !== null) observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (active !== null && box.current !== null) reveal(box.current, active.index * rowHeight, rowHeight);
  }, [active?.index, active?.id]);
  return { view, soon };
}

export function VirtualList<Item>(props: VirtualListProps<Item>) {
  const { items, rowHeight, box, active } = props;
  const { view, soon } = useView(props);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - SPARE);
  const last = Math.min(items.length, Math.ceil((view.top + view.height) / rowHeight) + SPARE);
  return (
    <div
      class="list"
      ref={box}
      role="listbox"
      tabIndex={0}
      aria-label={props.label}
      {...(active === null ? {} : { 'aria-activedescendant': active.id })}
      onScroll={soon}
    >
      <div role="presentation" class="rows" style={{ height: `${items.length * rowHeight}px` }}>
        {items.slice(first, last).map((item, index) => props.render(item, (first + index) * rowHeight))}
      </div>
    </div>
  );
}

function reveal(box: HTMLDivElement, top: number, height: number): void {
  if (top < box.scrollTop) box.scrollTop = top;
  const bottom = top + height - box.clientHeight;
  if (bottom > box.scrollTop) box.scrollTop = bottom;
}
