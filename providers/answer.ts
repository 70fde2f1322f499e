/**
 * What a provider answered. `refused` is a clear no that trying again cannot change; `unknown` means that the call may
 * or may not have taken effect (timeout, lost connection, 5xx): look it up by its reference before calling again.
 * Adapters never throw for something the outside world did.
 */
export type Answer<T extends object> =
  | ({ readonly kind: 'done' } & T)
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** The provider repeats a fault of its own, and will under this key. */
      readonly repeated?: true;
    };
