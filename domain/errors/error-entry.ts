/**
 * A refusal the engine can give: HTTP status, whether repeating the same request can help, and what the reader is told.
 * `{name}` placeholders are filled from the refusal's details.
 */
export type ErrorEntry = {
  readonly status: number;
  readonly retryable: boolean;
  readonly en: string;
  readonly fr: string;
};
