import { Dialog } from './dialog.tsx';

const KEYS = [
  ['j, k', 'next, previous event'],
  ['/', 'search'],
  ['r', 'replay the event'],
  ['e', 'edit and replay'],
  ['m', 'mark it, to compare another one with it'],
  ['d', 'compare: with the marked one, else with the one before of its type'],
  ['t', 'trigger an event'],
  ['g', 'to the newest'],
  ['Esc', 'close'],
  ['?', 'this page'],
] as const;

/** The keys. */
export function HelpDialog({ onClose }: { onClose(): void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <table class="pairs">
        <tbody>
          {KEYS.map(([key, what]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
