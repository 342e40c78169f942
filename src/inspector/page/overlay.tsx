import { DiffDialog } from './diff-dialog.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { ReplayDialog } from './replay-dialog.tsx';
import { TriggerDialog } from './trigger-dialog.tsx';
import type { InspectorModel } from './use-inspector.ts';

/** The dialog that is open, if one is. */
export function Overlay({ model }: { readonly model: InspectorModel }) {
  const { open, setOpen, state, select } = model;
  // The browser tells of a closed dialog a moment later: another one may be open by then.
  const close = (): void => setOpen((now) => (now === open ? { kind: 'none' } : now));
  const sent = (id: number | null): void => {
    if (id !== null) select(id);
  };
  switch (open.kind) {
    case 'trigger':
      return <TriggerDialog endpoints={state.endpoints} onClose={close} onSent={sent} />;
    case 'help':
      return <HelpDialog onClose={close} />;
    case 'edit':
      return <ReplayDialog event={open.event} onClose={close} />;
    case 'diff':
      return <DiffDialog pair={open.pair} onClose={close} />;
    case 'none':
      return null;
  }
}
