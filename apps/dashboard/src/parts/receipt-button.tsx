import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Failure } from '../state/api.ts';

/** Hands a receipt to the user; beside it stands what failed. `save` resolves with that. */
export function ReceiptButton(props: { of: string; save: () => Promise<Failure | undefined> }): JSX.Element {
  const { of, save } = props;
  const failure = useSignal<Failure | undefined>(undefined);
  const press = async (): Promise<void> => {
    failure.value = await save();
  };
  return (
    <span>
      <button class="quiet" type="button" onClick={() => void press()} aria-label={`Save the receipt of ${of}`}>
        Receipt
      </button>
      {failure.value === undefined ? null : <span role="alert">{failure.value.message}</span>}
    </span>
  );
}
