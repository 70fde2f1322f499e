/** An error body of the API, thrown by a route and written by the server. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;
  /** Stripe keeps the answer under the idempotency key once it began to execute, and not for a malformed request. */
  readonly kept: boolean;
  constructor(status: number, error: Readonly<Record<string, unknown>>, options: { readonly kept: boolean }) {
    super(String(error.message));
    this.status = status;
    this.error = error;
    this.kept = options.kept;
  }
}

export function invalid(code: string, message: string, param?: string): ApiRefusal {
  return new ApiRefusal(400, { type: 'invalid_request_error', code, message, param }, { kept: false });
}

export function missing(what: string, id: string): ApiRefusal {
  const message = `No such ${what}: '${id}'`;
  return new ApiRefusal(404, { type: 'invalid_request_error', code: 'resource_missing', message }, { kept: false });
}

/** The object exists, but is not in a state that allows this. */
export function wrongState(code: string, message: string): ApiRefusal {
  return new ApiRefusal(400, { type: 'invalid_request_error', code, message }, { kept: true });
}

export function declinedCard(declineCode: string, paymentIntent?: unknown): ApiRefusal {
  const message = 'Your card was declined.';
  return new ApiRefusal(
    402,
    { type: 'card_error', code: 'card_declined', decline_code: declineCode, message, payment_intent: paymentIntent },
    { kept: true },
  );
}

export function crashed(options: { readonly kept: boolean }): ApiRefusal {
  return new ApiRefusal(500, { type: 'api_error', message: 'An error occurred (simulated).' }, options);
}
